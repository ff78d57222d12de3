package io.groqwebhooks.process;

import io.groqwebhooks.testing.ChildProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What {@code compose.yaml} says, with the variables of whoever starts it in their places. */
final class Compose {

  /** {@code ${NAME:-default}} and {@code ${NAME:?what is missing}}. */
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+):([-?])([^}]*)}");

  private final Map<String, Object> services;
  private final Map<String, String> variables;

  /**
   * Reads the file.
   *
   * @param variables those of whoever starts it
   */
  Compose(Path file, Map<String, String> variables) {
    Object text = new Yaml(new SafeConstructor(new LoaderOptions())).load(ChildProcess.read(file));
    this.services = map(map(text).get("services"));
    this.variables = variables;
  }

  /** What the file says of a service by that name, which is there. */
  Map<String, Object> service(String name) {
    return map(services.get(name));
  }

  /** The service's variables. */
  Map<String, String> environment(String service) {
    Map<String, String> environment = new TreeMap<>();
    map(service(service).get("environment"))
        .forEach((name, value) -> environment.put(name, interpolated(value.toString())));
    return environment;
  }

  private String interpolated(String text) {
    return VARIABLE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(value(match)));
  }

  private String value(MatchResult variable) {
    String value = variables.get(variable.group(1));
    if (value == null && variable.group(2).equals("?")) {
      throw new IllegalArgumentException(variable.group(3));
    }
    return value == null ? variable.group(3) : value;
  }

  /** The values of a list, such as {@code command}. */
  List<String> list(String service, String name) {
    return ((List<?>) service(service).get(name)).stream().map(Object::toString).toList();
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }
}
