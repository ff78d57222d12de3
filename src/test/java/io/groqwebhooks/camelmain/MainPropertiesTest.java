package io.groqwebhooks.camelmain;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.settings.ByteSize;
import io.groqwebhooks.settings.SourceSettings;
import io.groqwebhooks.settings.WebhookSettings;
import io.groqwebhooks.signature.Secret;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class MainPropertiesTest {

  private final CamelContext context = new DefaultCamelContext();

  private WebhookSettings settings(Map<String, String> variables) {
    return MainProperties.settings(context, variables::get, variables.keySet());
  }

  private void set(String property, String value) {
    context.getPropertiesComponent().addInitialProperty(property, value);
  }

  @Test
  void withoutAnyThereIsNoSource() {
    assertThat(settings(Map.of("PATH", "/bin", "GROQ_WEBHOOK_SECRET", " ")).sources()).isEmpty();
  }

  @Test
  void theSecretOfGroqInTheEnvironmentIsEnough() {
    Map<String, SourceSettings> sources =
        settings(Map.of("GROQ_WEBHOOK_SECRET", "{{a,b}}")).sources();
    assertThat(sources).containsOnlyKeys("groq");
    assertThat(sources.get("groq").secrets()).containsExactly(Secret.of("{{a,b}}"));
  }

  @Test
  void aSourceCanBeInTheEnvironmentAlone() {
    Map<String, SourceSettings> sources =
        settings(
                Map.of(
                    "WEBHOOKS_SOURCES_SHOP_SCHEME", "stripe",
                    "WEBHOOKS_SOURCES_SHOP_MAXBODYSIZE", "2KB",
                    "SHOP_WEBHOOK_SECRET", "whsec_shop",
                    "WEBHOOKS_SOURCES_BANK_SECRETS", "whsec_{{one}},whsec_two"))
            .sources();
    assertThat(sources).containsOnlyKeys("shop", "bank");
    assertThat(sources.get("shop"))
        .returns("stripe", SourceSettings::scheme)
        .returns(ByteSize.parse("2KB"), SourceSettings::maxBodySize);
    assertThat(sources.get("shop").secrets()).containsExactly(Secret.of("whsec_shop"));
    assertThat(sources.get("bank").secrets())
        .containsExactly(Secret.of("whsec_{{one}}"), Secret.of("whsec_two"));
  }

  @Test
  void theEnvironmentCountsBeforeAProperty() {
    set("webhooks.sources.my-shop.scheme", "stripe");
    set("webhooks.sources.my-shop.path", "/there");
    set("webhooks.max-in-flight", "1");
    WebhookSettings settings =
        settings(Map.of("WEBHOOKS_SOURCES_MYSHOP_PATH", "/here", "WEBHOOKS_MAXINFLIGHT", "2"));
    assertThat(settings.maxInFlight()).isEqualTo(2);
    assertThat(settings.sources()).containsOnlyKeys("my-shop");
    assertThat(settings.sources().get("my-shop"))
        .returns("stripe", SourceSettings::scheme)
        .returns("/here", SourceSettings::path);
  }
}
