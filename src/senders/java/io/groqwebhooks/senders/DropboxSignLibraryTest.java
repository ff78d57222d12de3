package io.groqwebhooks.senders;

import static org.assertj.core.api.Assertions.assertThat;

import com.dropbox.sign.EventCallbackHelper;
import com.dropbox.sign.model.EventCallbackRequest;
import io.groqwebhooks.signature.Verification;
import io.groqwebhooks.source.Sender;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/** The signature stands in the body, and covers the event's time and type alone. */
@Disabled("the sender has no file yet")
class DropboxSignLibraryTest {

  private static final String SECRET =
      "f0bd2a5a5d0b4d1e9d3e0e7c8a5c6f1b2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f70";
  private static final String TYPE = "signature_request_sent";
  private static final String BOUNDARY = "------------------------d74496d66958873e";

  private final Sender sender = LibraryTest.sender("dropbox-sign");
  private final String time = Long.toString(Instant.now().getEpochSecond());

  private static String json(String secret, String time, String type) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(LibraryTest.utf8(secret), "HmacSHA256"));
    String hash = HexFormat.of().formatHex(mac.doFinal(LibraryTest.utf8(time + type)));
    return "{\"event\":{\"event_time\":\""
        + time
        + "\",\"event_type\":\""
        + type
        + "\",\"event_hash\":\""
        + hash
        + "\"}}";
  }

  private Verification verify(String json) {
    String body =
        "--"
            + BOUNDARY
            + "\r\nContent-Disposition: form-data; name=\"json\"\r\n\r\n"
            + json
            + "\r\n--"
            + BOUNDARY
            + "--\r\n";
    return LibraryTest.verify(
        sender, SECRET, Map.of("Content-Type", "multipart/form-data; boundary=" + BOUNDARY), body);
  }

  private static boolean accepts(String json) throws Exception {
    return EventCallbackHelper.isValid(SECRET, EventCallbackRequest.init(json));
  }

  @Test
  void bothAcceptAGenuineEvent() throws Exception {
    String json = json(SECRET, time, TYPE);

    assertThat(accepts(json)).isTrue();
    assertThat(verify(json)).isEqualTo(Verification.VALID);
  }

  @Test
  void bothRefuseAForgedEvent() throws Exception {
    String genuine = json(SECRET, time, TYPE);
    String later = Long.toString(Long.parseLong(time) + 1);

    for (String forged :
        new String[] {
          genuine.replace(time, later),
          genuine.replace(TYPE, "signature_request_canceled"),
          json("another", time, TYPE)
        }) {
      assertThat(accepts(forged)).as("%s", forged).isFalse();
      assertThat(verify(forged)).as("%s", forged).isEqualTo(Verification.SIGNATURE_MISMATCH);
    }
  }
}
