package io.groqwebhooks.senders;

import com.twilio.security.RequestValidator;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** By forms, whose fields are signed. */
class TwilioLibraryTest extends LibraryTest {

  static final Map<String, String> FORM =
      Map.of("Content-Type", "application/x-www-form-urlencoded");

  TwilioLibraryTest() {
    super("twilio", "12345", "12346");
  }

  @Override
  String body(String text) {
    return "CallSid=CA1234567890ABCDE&From=%2B14158675309&To=%2B18005551212&Body="
        + URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  Map<String, String> unsigned() {
    return FORM;
  }

  @Override
  List<String> bodies() {
    return List.of(body("plain"), body("Zoë 🔑"), body("a+b & c=d\r\n"), body(""));
  }

  static Map<String, String> fields(String form) {
    Map<String, String> fields = new TreeMap<>();
    for (String field : form.split("&", -1)) {
      String[] part = (field + "=").split("=", 3);
      fields.put(decoded(part[0]), decoded(part[1]));
    }
    return fields;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  @Override
  boolean accepts(String secret, Map<String, String> headers, String body) {
    return new RequestValidator(secret)
        .validate(URL, fields(body), headers.get("X-Twilio-Signature"));
  }
}
