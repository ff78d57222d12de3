package io.groqwebhooks.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.slack.api.app_backend.SlackSignature;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.stripe.exception.SignatureVerificationException;
import com.stripe.net.Webhook;
import io.groqwebhooks.source.Sender;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Against the libraries that senders publish: each accepts what the other has signed, and both
 * refuse the same forgeries.
 */
class SenderLibrariesTest {

  private static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final String ID = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W";
  private static final String BODY =
      "{\"id\":\"evt_1\",\"type\":\"charge.succeeded\",\"data\":{\"name\":\"Zoë 🔑\"}}";

  private enum Library {
    STANDARD_WEBHOOKS("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw") {
      @Override
      Map<String, String> sign(String id, Instant time, String body) throws Exception {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", Long.toString(time.getEpochSecond()));
        headers.put(
            "webhook-signature",
            new com.standardwebhooks.Webhook(secret).sign(id, time.getEpochSecond(), body));
        return headers;
      }

      @Override
      boolean verifies(Map<String, String> headers, String body) throws Exception {
        Map<String, List<String>> values = new LinkedHashMap<>();
        headers.forEach((name, value) -> values.put(name, List.of(value)));
        try {
          new com.standardwebhooks.Webhook(secret)
              .verify(body, HttpHeaders.of(values, (name, value) -> true));
          return true;
        } catch (WebhookVerificationException e) {
          return false;
        }
      }
    },

    STRIPE("whsec_it's a secret") {
      @Override
      Map<String, String> sign(String id, Instant time, String body) throws Exception {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(
            "Stripe-Signature",
            Webhook.Signature.generateSignatureHeader(body, secret, time.getEpochSecond()));
        return headers;
      }

      @Override
      boolean verifies(Map<String, String> headers, String body) {
        try {
          return Webhook.Signature.verifyHeader(
              body, headers.get("Stripe-Signature"), secret, TOLERANCE.toSeconds());
        } catch (SignatureVerificationException e) {
          return false;
        }
      }
    },

    SLACK("8f742231b10e8888abcd99yyyzzz85a5") {
      @Override
      Map<String, String> sign(String id, Instant time, String body) {
        String seconds = Long.toString(time.getEpochSecond());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Slack-Request-Timestamp", seconds);
        headers.put(
            "X-Slack-Signature", new SlackSignature.Generator(secret).generate(seconds, body));
        return headers;
      }

      @Override
      boolean verifies(Map<String, String> headers, String body) {
        return new SlackSignature.Verifier(new SlackSignature.Generator(secret))
            .isValid(
                headers.get("X-Slack-Request-Timestamp"), body, headers.get("X-Slack-Signature"));
      }
    };

    final String secret;

    Library(String secret) {
      this.secret = secret;
    }

    SignatureScheme scheme() {
      return switch (this) {
        case STANDARD_WEBHOOKS -> Sender.named("standard-webhooks").scheme();
        case STRIPE -> Sender.named("stripe").scheme();
        case SLACK -> Sender.named("slack").scheme();
      };
    }

    abstract Map<String, String> sign(String id, Instant time, String body) throws Exception;

    abstract boolean verifies(Map<String, String> headers, String body) throws Exception;

    boolean weVerify(Map<String, String> headers, String body) {
      return new SignatureVerifier(
                  scheme(), List.of(Secret.of(secret)), TOLERANCE, Clock.systemUTC())
              .verify(headers::get, body.getBytes(StandardCharsets.UTF_8))
          == Verification.VALID;
    }

    Map<String, String> weSign(Instant time) {
      return new SignatureSigner(scheme(), Secret.of(secret))
          .sign(ID, BODY.getBytes(StandardCharsets.UTF_8), time);
    }
  }

  @ParameterizedTest
  @EnumSource
  void weAcceptWhatTheyHaveSigned(Library library) throws Exception {
    assertThat(library.weVerify(library.sign(ID, Instant.now(), BODY), BODY)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void theyAcceptWhatWeHaveSigned(Library library) throws Exception {
    assertThat(library.verifies(library.weSign(Instant.now()), BODY)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void bothRefuseAnotherBody(Library library) throws Exception {
    Map<String, String> headers = library.sign(ID, Instant.now(), BODY);

    for (String forged : List.of(BODY + " ", BODY.replace("Zoë", "Zoe"), "{}", "")) {
      assertThat(library.verifies(headers, forged)).isFalse();
      assertThat(library.weVerify(headers, forged)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void bothRefuseWhatIsTooOld(Library library) throws Exception {
    Map<String, String> headers = library.sign(ID, Instant.now().minusSeconds(310), BODY);

    assertThat(library.verifies(headers, BODY)).isFalse();
    assertThat(library.weVerify(headers, BODY)).isFalse();
  }

  /** Every character of every header replaced by another, and every header cut short. */
  @ParameterizedTest
  @EnumSource
  void weRefuseEveryMutationThatTheyRefuse(Library library) throws Exception {
    Map<String, String> genuine = library.sign(ID, Instant.now(), BODY);
    int forgeries = 0;
    for (Map.Entry<String, String> header : genuine.entrySet()) {
      String value = header.getValue();
      for (int i = 0; i < value.length(); i++) {
        for (String mutated :
            List.of(
                value.substring(0, i),
                value.substring(0, i) + other(value.charAt(i)) + value.substring(i + 1),
                value.substring(0, i) + " " + value.substring(i))) {
          Map<String, String> headers = new LinkedHashMap<>(genuine);
          headers.put(header.getKey(), mutated);
          if (!accepts(library, headers)) {
            forgeries++;
            assertThat(library.weVerify(headers, BODY)).as("%s", headers).isFalse();
          }
        }
      }
    }
    assertThat(forgeries).isGreaterThan(100);
  }

  /** What makes their library stumble, it does not accept. */
  private static boolean accepts(Library library, Map<String, String> headers) {
    try {
      return library.verifies(headers, BODY);
    } catch (Exception e) {
      return false;
    }
  }

  private static char other(char c) {
    return c == '1' ? '2' : '1';
  }

  /** While the sender rotates its secret, it signs with both. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SLACK")
  void bothAcceptOneGoodSignatureAmongSeveral(Library library) throws Exception {
    Map<String, String> headers = library.sign(ID, Instant.now(), BODY);
    String name = library.scheme().headers().get(0).signature();
    String genuine = headers.get(name);
    assumeThat(library.scheme().separator()).isNotEmpty();
    String other =
        switch (library) {
          case STRIPE -> genuine + ",v1=" + "0".repeat(64) + ",v0=" + "1".repeat(64);
          default -> "v1,bm90IHRoZSBzaWduYXR1cmUgb2YgdGhpcyBldmVudCE= v2,x " + genuine;
        };
    headers.put(name, other);

    assertThat(library.verifies(headers, BODY)).isTrue();
    assertThat(library.weVerify(headers, BODY)).isTrue();
  }
}
