package io.groqwebhooks.senders;

import static org.assertj.core.api.Assertions.assertThat;

import com.adyen.model.notification.NotificationRequest;
import com.adyen.model.notification.NotificationRequestItem;
import com.adyen.util.HMACValidator;
import io.groqwebhooks.signature.Verification;
import io.groqwebhooks.source.Sender;
import java.util.Map;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/** Of payments' webhooks, in which each item holds its own signature. */
@Disabled("the sender has no file yet")
class AdyenItemLibraryTest {

  private static final String SECRET =
      "DFB1EB5485895CFA84146406857104ABB4CBCABDC8AAF103A624C8F6A3EAAB00";
  private static final String OTHER = "D1" + SECRET.substring(2);

  private final Sender sender = LibraryTest.sender("adyen");

  private static String body(String signature) {
    return """
    {"live":"false","notificationItems":[{"NotificationRequestItem":{
    "additionalData":{"hmacSignature":"%s"},"pspReference":"7914073381342284",
    "originalReference":"","merchantAccountCode":"TestMerchant",
    "merchantReference":"TestPayment-1407325143704","amount":{"value":1130,"currency":"EUR"},
    "eventCode":"AUTHORISATION","success":"true","eventDate":"2019-05-06T17:15:34.121+02:00"}}]}"""
        .formatted(signature);
  }

  private static NotificationRequestItem item(String body) throws Exception {
    return NotificationRequest.fromJson(body).getNotificationItems().get(0);
  }

  /** What the library signs. */
  private static String signed(String secret) throws Exception {
    return body(new HMACValidator().calculateHMAC(item(body("none")), secret));
  }

  private static boolean accepts(String body) throws Exception {
    return new HMACValidator().validateHMAC(item(body), SECRET);
  }

  private Verification verify(String body) {
    return LibraryTest.verify(sender, SECRET, Map.of(), body);
  }

  @Test
  void weAcceptWhatTheLibrarySigns() throws Exception {
    String body = signed(SECRET);

    assertThat(accepts(body)).isTrue();
    assertThat(verify(body)).isEqualTo(Verification.VALID);
  }

  @Test
  void bothRefuseAForgedItem() throws Exception {
    String genuine = signed(SECRET);

    for (String forged :
        new String[] {
          genuine.replace("1130", "1131"),
          genuine.replace("EUR", "USD"),
          genuine.replace("7914073381342284", "7914073381342285"),
          genuine.replace("\"success\":\"true\"", "\"success\":\"false\""),
          signed(OTHER)
        }) {
      assertThat(accepts(forged)).as("%s", forged).isFalse();
      assertThat(verify(forged)).as("%s", forged).isEqualTo(Verification.SIGNATURE_MISMATCH);
    }
  }
}
