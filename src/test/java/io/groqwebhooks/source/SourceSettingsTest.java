package io.groqwebhooks.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.autoconfigure.WebhooksAutoConfiguration;
import io.groqwebhooks.settings.InvalidSettingException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.MapPropertySource;

/** Sources as Spring's properties configure them. */
class SourceSettingsTest {

  private final ApplicationContextRunner application =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(WebhooksAutoConfiguration.class));

  private ApplicationContextRunner with(String... properties) {
    return application.withPropertyValues(
        Stream.of(properties).map(setting -> "webhooks.sources." + setting).toArray(String[]::new));
  }

  @Test
  void sourceIsNamedAfterItsSchemeByDefault() {
    with("stripe.secrets=x")
        .run(
            context -> {
              WebhookSource stripe = context.getBean(WebhookSources.class).get("stripe");
              assertThat(stripe.path()).isEqualTo("/webhooks/stripe");
              assertThat(stripe.sender().name()).isEqualTo("stripe");
              assertThat(stripe.maxBodySize()).isEqualTo(1 << 20);
            });
  }

  @Test
  void sourceWithoutASendersFileMaySayWhatItsEventsAreAbout() {
    with(
            "acme.scheme=hmac",
            "acme.secrets=x",
            "acme.signature.header=X-Signature",
            "acme.event.subject=/data/id")
        .run(
            context ->
                assertThat(
                        context
                            .getBean(WebhookSources.class)
                            .get("acme")
                            .sender()
                            .layout()
                            .subject())
                    .hasToString("[Field 'data.id']"));
  }

  @Test
  void severalSourcesMayHaveOneScheme() {
    with(
            "live.scheme=stripe",
            "live.secrets=x",
            "live.path=/in/live",
            "live.max-body-size=2KB",
            "test.scheme=stripe",
            "test.secrets=y")
        .run(
            context ->
                assertThat(context.getBean(WebhookSources.class).all())
                    .extracting(
                        WebhookSource::name, WebhookSource::path, WebhookSource::maxBodySize)
                    .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("live", "/in/live", 2048),
                        org.assertj.core.groups.Tuple.tuple("test", "/webhooks/test", 1 << 20)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "acme.secrets=x"
            + "|webhooks.sources.acme.scheme must be a sender that is known, or hmac, not 'acme'.",
        "a.scheme=strip;a.secrets=x|not 'strip'. Did you mean stripe?",
        "stripe.scheme=stripe|The webhook source 'stripe' has no secret",
        "stripe.secrets=x;stripe.path=stripe|webhooks.sources.stripe.path must be a path",
        "stripe.secrets=x;stripe.tolerance=0s|webhooks.sources.stripe.tolerance must be at least",
        "stripe.secrets=x;stripe.tolerance=4d|webhooks.claims.retention must be at least twice webhooks.sources.stripe.tolerance",
        "stripe.secrets=x;stripe.max-body-size=65MB|webhooks.sources.stripe.max-body-size must be from",
        "Bad_Name.scheme=stripe;Bad_Name.secrets=x|webhooks.sources.Bad_Name must be named by",
        "a.scheme=hmac;a.secrets=x|Of the sender 'hmac' nobody says which header",
        "a.scheme=hmac;a.secrets=x;a.hmac.header=X Y|webhooks.sources.a.hmac.header must be the name",
        "a.scheme=hmac;a.secrets=x;a.hmac.header=X;a.hmac.algorithm=md5"
            + "|webhooks.sources.a.hmac.algorithm must be one of sha1, sha256, sha512, not 'md5'",
        "a.scheme=hmac;a.secrets=x;a.hmac.header=X;a.hmac.encoding=utf"
            + "|webhooks.sources.a.hmac.encoding must be one of base64, base64url, hex, not 'utf'",
        "a.scheme=hmac;a.secrets=x;a.hmac.header=X;a.hmac.signed-content={boddy}"
            + "|webhooks.sources.a.hmac.signed-content cannot be used: Unknown placeholder {boddy}",
        "a.scheme=hmac;a.secrets=x;a.hmac.header=X;a.hmac.signed-content={timestamp}{body}"
            + "|webhooks.sources.a.hmac.signed-content cannot be used: Scheme 'hmac' signs a {timestamp}, and has no place for it",
        "stripe.secrets=x;stripe.hmac.header=X|webhooks.sources.stripe.hmac is set, but the scheme is stripe",
        "stripe.secrets=x;stripe.event.id=id|webhooks.sources.stripe.event.id must be a JSON pointer",
        "a.scheme=standard-webhooks;a.secrets=whsec_-|A secret of the webhook source 'a' cannot be used",
        "a.scheme=stripe;a.secrets=x;a.path=/p;b.scheme=slack;b.secrets=x;b.path=/p"
            + "|webhooks.sources.b.path is /p, the path of source 'a'"
      })
  void wrongSettingIsToldByItsName(String settings, String problem) {
    with(settings.split(";"))
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining(problem)
                    .hasMessageNotContaining("whsec_-"));
  }

  @Test
  void aSecretThatWasReadWithItsLineEndIsRefused() {
    with("stripe.scheme=stripe")
        .withInitializer(
            context ->
                context
                    .getEnvironment()
                    .getPropertySources()
                    .addFirst(
                        new MapPropertySource(
                            "file", Map.of("STRIPE_WEBHOOK_SECRET", "whsec_x\r\n"))))
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessage("A secret of the webhook source 'stripe' ends in a line end."));
  }
}
