package io.groqwebhooks.camelmain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.groqwebhooks.event.EventHeaders;
import io.groqwebhooks.intake.VerifySignature;
import io.groqwebhooks.settings.SettingsReader;
import io.groqwebhooks.settings.WebhookSettings;
import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.source.SourceSecrets;
import io.groqwebhooks.source.WebhookSource;
import io.groqwebhooks.source.WebhookSources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.MDC;

/** What an application on Camel Main gets without asking for it. */
class WebhooksMainTest {

  @Test
  void stepsLogUnderTheNameOfTheirEvent(@TempDir Path folder) throws Exception {
    AtomicReference<Map<String, String>> names = new AtomicReference<>();
    Main main = new Main();
    main.addOverrideProperty("webhooks.sources.groq.secrets", "whsec_main");
    main.addOverrideProperty("webhooks.claims.file", folder.resolve("claims").toString());
    main.configure()
        .addRoutesBuilder(
            new RouteBuilder() {
              @Override
              public void configure() {
                from("direct:handler").process(exchange -> names.set(MDC.getCopyOfContextMap()));
              }
            });
    main.start();
    try {
      main.getCamelTemplate()
          .sendBodyAndHeaders(
              "direct:handler",
              "{}",
              Map.of(
                  EventHeaders.SOURCE, "groq", EventHeaders.ID, "evt_1", EventHeaders.TYPE, "t"));
    } finally {
      main.stop();
    }
    assertThat(names.get())
        .containsEntry(EventHeaders.SOURCE, "groq")
        .containsEntry(EventHeaders.ID, "evt_1")
        .containsEntry(EventHeaders.TYPE, "t");
  }

  @Test
  void settingsOfTheApplicationsOwnReplaceOurs() throws Exception {
    WebhookSettings own =
        new SettingsReader(
                Map.of(
                        "webhooks.sources.own.scheme",
                        "groq",
                        "webhooks.sources.own.secrets",
                        "whsec_own")
                    ::get,
                List.of("webhooks.sources.own.scheme", "webhooks.sources.own.secrets"))
            .read();
    Main main = new Main();
    main.bind("settings", own);
    main.start();
    try {
      assertThat(main.lookup("webhookSources", WebhookSources.class).all())
          .extracting(WebhookSource::name)
          .containsExactly("own");
    } finally {
      main.stop();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " -> ",
      value = {
        "webhookClaims -> groq -> and there is no webhook source: set GROQ_WEBHOOK_SECRET",
        "orders -> groq -> There is no webhook source 'groq': set GROQ_WEBHOOK_SECRET",
        "orders -> shop -> set SHOP_WEBHOOK_SECRET and webhooks.sources.shop.scheme"
      })
  void aRouteWithoutASourceIsToldWhichSettingIsMissing(
      String repository, String source, String expected) {
    Main main = new Main();
    main.bind("orders", MemoryIdempotentRepository.memoryIdempotentRepository());
    main.configure()
        .addRoutesBuilder(
            new RouteBuilder() {
              @Override
              public void configure() {
                from("kamelet:verified-webhook-source?source=" + source)
                    .idempotentConsumer(header("WebhookEventId"))
                    .idempotentRepository(repository)
                    .to("log:event");
              }
            });
    assertThatThrownBy(main::start).hasStackTraceContaining(expected);
  }

  @Test
  void noSourceIsNeededWhereRoutesAreOnlyExported() throws Exception {
    VerifySignature step = new VerifySignature();
    step.setSource("groq");
    Main main = new Main();
    main.addInitialProperty("camel.jbang.export", "true");
    main.configure()
        .addRoutesBuilder(
            new RouteBuilder() {
              @Override
              public void configure() {
                from("direct:handler").process(step);
              }
            });
    main.start();
    try {
      assertThat(main.getCamelContext().getRegistry().lookupByName("webhookClaims")).isNull();
    } finally {
      main.stop();
    }
  }

  @Test
  void anApplicationWithoutASourceStaysAsItWas() throws Exception {
    IdempotentRepository own = MemoryIdempotentRepository.memoryIdempotentRepository();
    Main main = new Main();
    main.bind("orders", own);
    main.start();
    try {
      Registry registry = main.getCamelContext().getRegistry();
      assertThat(registry.findByType(IdempotentRepository.class)).containsExactly(own);
      assertThat(registry.findByType(WebhookSources.class)).isEmpty();
    } finally {
      main.stop();
    }
  }

  @Test
  void secretsInFilesAreFollowedUntilTheEnd(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("groq"), "old");
    Main main = new Main();
    main.addOverrideProperty("webhooks.sources.groq.secret-files", file.toString());
    main.start();
    try {
      SourceSecrets secrets =
          main.lookup("webhookSources", WebhookSources.class).get("groq").secrets();
      assertThat(secrets.all()).containsExactly(Secret.of("old"));
      Files.writeString(file, "new");
      await().until(() -> secrets.all().equals(List.of(Secret.of("new"))));
    } finally {
      main.stop();
    }
    await()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("webhook-secret-files")));
  }
}
