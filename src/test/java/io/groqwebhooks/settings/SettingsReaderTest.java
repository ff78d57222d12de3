package io.groqwebhooks.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groqwebhooks.autoconfigure.BoundSettings;
import io.groqwebhooks.signature.Secret;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

/** Settings are the same whoever reads them: Spring, or the reader of Camel Main and commands. */
class SettingsReaderTest {

  private static WebhookSettings read(String... properties) {
    Map<String, String> map = map(properties);
    return new SettingsReader(map::get, map.keySet()).read();
  }

  private static WebhookSettings bound(String... properties) {
    MockEnvironment environment = new MockEnvironment();
    map(properties).forEach(environment::setProperty);
    return BoundSettings.of(environment);
  }

  private static Map<String, String> map(String... properties) {
    return Stream.of(properties)
        .map(property -> property.split("=", 2))
        .collect(
            Collectors.toMap(
                property -> property[0], property -> property[1], (a, b) -> b, TreeMap::new));
  }

  @Test
  void whatNobodyHasSetHasItsDefault() {
    assertThat(read()).isEqualTo(bound());
    assertThat(read().claims().retention()).hasDays(7);
    assertThat(read().maxInFlight()).isEqualTo(200);
    assertThat(read().deadLetterEnabled()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "webhooks.retry.delay=5",
        "webhooks.retry.delay=300ms",
        "webhooks.retry.delay= 1s",
        "webhooks.claims.lease=PT3S",
        "webhooks.claims.lease=pt5m",
        "webhooks.claims.lease=5M",
        "webhooks.claims.lease=2h",
        "webhooks.claims.retention=30d",
        "webhooks.claims.timeout=50000000ns",
        "webhooks.max-buffered-size=512",
        "webhooks.max-buffered-size=512B",
        "webhooks.max-buffered-size=64KB",
        "webhooks.max-buffered-size=2mb",
        "webhooks.max-buffered-size=3GB",
        "webhooks.sources.stripe.max-body-size=2MB",
        "webhooks.sources.stripe.secrets=one,two , ,three",
        "webhooks.sources.stripe.secrets[0]=one",
        "webhooks.sources.my-sender.hmac.timestamp-header=X-Time",
        "webhooks.sources.stripe.dispatch=jms:queue:stripe",
        "webhooks.dead-letter-enabled=on",
        "webhooks.reload=off",
        "webhooks.retry.multiplier=1.5",
        "webhooks.queue.concurrency=16"
      })
  void aValueMeansTheSameToBoth(String property) {
    assertThat(read(property)).isEqualTo(bound(property));
    if (!property.equals("webhooks.reload=off")) {
      assertThat(read(property)).isNotEqualTo(read());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "webhooks.retry.delay=soon|webhooks.retry.delay must be a duration such as 200ms or 5m, not 'soon'",
        "webhooks.retry.delay=1.5s|webhooks.retry.delay must be a duration",
        "webhooks.max-buffered-size=many|webhooks.max-buffered-size must be a size such as",
        "webhooks.max-in-flight=many|webhooks.max-in-flight must be a number",
        "webhooks.max-buffered-size=9999999999TB|webhooks.max-buffered-size must be a size below",
        "webhooks.sources.a.secrets[1]=x|webhooks.sources.a.secrets[0] is missing",
        "webhooks.reload=maybe|webhooks.reload must be true or false, not 'maybe'",
        "webhooks.retry.max-dely=1s|There is no setting webhooks.retry.max-dely. Did you mean webhooks.retry.max-delay?",
        "webhooks.sources.stripe.secret=x|There is no setting webhooks.sources.stripe.secret. Did you mean webhooks.sources.stripe.secrets?"
      })
  void whatCannotBeReadIsToldByItsName(String property, String problem) {
    assertThatThrownBy(() -> read(property))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith(problem);
    assertThatThrownBy(() -> bound(property))
        .hasStackTraceContaining(property.split("[\\[=]", 2)[0]);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "webhooks.claims.lease=500ms|webhooks.claims.lease must be at least 1000 ms",
        "webhooks.claims.retention=1s|webhooks.claims.retention must be at least 60000 ms",
        "webhooks.claims.replicas=-1|webhooks.claims.replicas must be a number that is not negative",
        "webhooks.claims.timeout=1m|webhooks.claims.timeout must be shorter than webhooks.claims.lease",
        "webhooks.claims.timeout=1h|webhooks.claims.timeout must be shorter",
        "webhooks.sources.a.secrets=1,2,3,4,5,6|webhooks.sources.a.secrets must be at most 5 of them",
        "webhooks.max-connections-per-address=-1|webhooks.max-connections-per-address must be 0 or more",
        "webhooks.max-handled-size=0|webhooks.max-handled-size must be positive",
        "webhooks.retry.multiplier=0|webhooks.retry.multiplier must be 1 or more, not 0.0",
        "webhooks.retry.jitter=1|webhooks.retry.jitter must be from 0 to below 1",
        "webhooks.queue.concurrency=-1|webhooks.queue.concurrency must be positive, not -1",
        "webhooks.dead-letter= |webhooks.dead-letter must be an endpoint, not empty",
        "webhooks.sources.a.path=a|webhooks.sources.a.path must be a path",
        "webhooks.sources.a.dispatch=events|webhooks.sources.a.dispatch must be an endpoint",
        "webhooks.answer-timeout=1ms|webhooks.answer-timeout must be at least 100 ms"
      })
  void whatCannotBeUsedIsToldByItsNameWhoeverReadsIt(String property, String problem) {
    assertThatThrownBy(() -> read(property))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith(problem);
    assertThatThrownBy(() -> bound(property))
        .rootCause()
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith(problem);
  }

  @Test
  void secretsComeByTheVariablesOfTheSourceToo() {
    Map<String, String> variables =
        Map.of("MY_SENDER_WEBHOOK_SECRET", "b", "MY_SENDER_WEBHOOK_SECRET_PREVIOUS", "a");
    WebhookSettings settings =
        read("webhooks.sources.my-sender.secrets=a", "webhooks.sources.other.secrets=c")
            .withSecretsOf(variables::get);
    assertThat(settings.sources().get("my-sender").secrets())
        .containsExactly(Secret.of("a"), Secret.of("b"));
    assertThat(settings.sources().get("other").secrets()).containsExactly(Secret.of("c"));
  }

  @Test
  void noSecretIsPrinted() {
    assertThat(read("webhooks.sources.stripe.secrets=pa55word").toString())
        .contains("stripe")
        .doesNotContain("pa55word");
  }
}
