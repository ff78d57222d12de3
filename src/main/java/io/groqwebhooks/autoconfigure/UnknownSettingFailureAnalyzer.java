package io.groqwebhooks.autoconfigure;

import io.groqwebhooks.settings.SourceSettings;
import io.groqwebhooks.settings.Suggestion;
import io.groqwebhooks.settings.WebhookSettings;
import java.lang.reflect.RecordComponent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
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
        unknown.stream()
            .map(UnknownSettingFailureAnalyzer::problem)
            .collect(Collectors.joining("\n")),
        "Correct its name, or remove it.",
        cause);
  }

  private static String problem(String name) {
    Set<String> names = new HashSet<>(names(WebhookSettings.class));
    names.addAll(names(SourceSettings.class));
    int last = name.lastIndexOf('.') + 1;
    return "There is no setting "
        + name
        + "."
        + Suggestion.of(name.substring(last), names)
            .map(meant -> " Did you mean " + name.substring(0, last) + meant + "?")
            .orElse("");
  }

  /** The last parts of the settings' names in a group: those of its record's components. */
  private static Set<String> names(Class<?> record) {
    Set<String> names = new HashSet<>();
    for (RecordComponent component : record.getRecordComponents()) {
      names.add(DataObjectPropertyName.toDashedForm(component.getName()));
      if (component.getType().isRecord()) {
        names.addAll(names(component.getType()));
      }
    }
    return names;
  }
}
