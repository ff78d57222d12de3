package io.groqwebhooks.senders;

import com.plivo.api.util.Utils;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** By the third version of the signature, which is that of forms. */
class PlivoLibraryTest extends SigningLibraryTest {

  private static final String SIGNATURE = "X-Plivo-Signature-V3";
  private static final String NONCE = "X-Plivo-Signature-V3-Nonce";

  PlivoLibraryTest() {
    super("plivo", "MGVjYTRmMWQtZjU2Zi00YTg0LTg2ZTItNGI2", "NGVjYTRmMWQtZjU2Zi00YTg0LTg2ZTItNGI2");
  }

  @Override
  String body(String text) {
    return "CallUUID=97ceeb52-58b6-11e1-86da-77300b68f8bb&Direction=inbound&Text="
        + URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  Map<String, String> unsigned() {
    return TwilioLibraryTest.FORM;
  }

  @Override
  List<String> bodies() {
    return List.of(body("plain"), body("Zoë 🔑"), body("a+b & c=d"));
  }

  @Override
  Map<String, String> sign(String secret, String body, Instant time) throws Exception {
    String nonce = "05429567804466091622";
    return Map.of(
        NONCE,
        nonce,
        SIGNATURE,
        Utils.computeSignatureV3(URL, nonce, secret, "POST", TwilioLibraryTest.fields(body)));
  }

  @Override
  @SuppressWarnings("unchecked") // an array of maps, for their varargs
  boolean accepts(String secret, Map<String, String> headers, String body) throws Exception {
    return Utils.validateSignatureV3(
        URL,
        headers.get(NONCE),
        headers.get(SIGNATURE),
        secret,
        "POST",
        TwilioLibraryTest.fields(body));
  }
}
