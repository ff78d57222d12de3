package io.groqwebhooks.senders;

import com.svix.Webhook;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SvixLibraryTest extends SigningLibraryTest {

  SvixLibraryTest() {
    super(
        "svix", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD");
  }

  @Override
  Map<String, String> sign(String secret, String body, Instant time) throws Exception {
    long seconds = time.getEpochSecond();
    return Map.of(
        "svix-id",
        ID,
        "svix-timestamp",
        Long.toString(seconds),
        "svix-signature",
        new Webhook(secret).sign(ID, seconds, body));
  }

  @Override
  boolean accepts(String secret, Map<String, String> headers, String body) throws Exception {
    Map<String, List<String>> values = new LinkedHashMap<>();
    headers.forEach((name, value) -> values.put(name, List.of(value)));
    new Webhook(secret).verify(body, HttpHeaders.of(values, (name, value) -> true));
    return true;
  }

  @Test
  void bothHaveTheSameTolerance() throws Exception {
    assertTolerance(Duration.ofMinutes(5));
  }
}
