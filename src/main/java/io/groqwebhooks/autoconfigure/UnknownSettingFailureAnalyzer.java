package io.groqwebhooks.autoconfigure;

import io.groqwebhooks.settings.SettingsReader;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Names a setting that does not exist. Spring's own report would show its value too: a secret, when
 * someone writes {@code webhooks.sources.groq.secret}.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownSettingFailureAnalyzer
    extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {

  @Override
  protected @Nullable FailureAnalysis analyze(
      Throwable rootFailure, UnboundConfigurationPropertiesException cause) {
    List<String> unknown =
        cause.getUnboundProperties().stream()
            .map(property -> property.getName().toString())
            .sorted()
            .toList();
    if (!unknown.stream().allMatch(name -> name.startsWith("webhooks."))) {
      return null;
    }
    return new FailureAnalysis(
        unknown.stream().map(SettingsReader::unknown).collect(Collectors.joining("\n")),
        "Correct its name, or remove it.",
        cause);
  }
}
