package io.groqwebhooks.receiver;

import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What Camel's OpenTelemetry component records with, when somebody turns it on. It is set up by
 * OpenTelemetry's environment variables, as any other program with its SDK.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("camel.opentelemetry2.enabled")
class TracesConfiguration {

  /** Used where no variable says otherwise. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "otel.service.name",
          "groq-webhooks-camel",
          "otel.exporter.otlp.protocol",
          "http/protobuf",
          // Baggage would carry whatever a stranger's request brings to handlers, and beyond.
          "otel.propagators",
          "tracecontext",
          // Prometheus has these.
          "otel.metrics.exporter",
          "none",
          "otel.logs.exporter",
          "none");

  @Bean
  OpenTelemetrySdk receiverOpenTelemetry() {
    return AutoConfiguredOpenTelemetrySdk.builder()
        .addPropertiesSupplier(() -> DEFAULTS)
        .disableShutdownHook()
        .build()
        .getOpenTelemetrySdk();
  }

  @Bean
  Tracer receiverTracer(OpenTelemetrySdk openTelemetry) {
    return openTelemetry.getTracer("camel");
  }

  @Bean
  ContextPropagators receiverTracePropagators(OpenTelemetrySdk openTelemetry) {
    return openTelemetry.getPropagators();
  }
}
