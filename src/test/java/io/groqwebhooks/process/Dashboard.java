package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groqwebhooks.process.Scrape.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/**
 * The queries of the dashboard for Grafana. They are read by the part of PromQL that they use: each
 * selector has braces, and what is neither a selector nor a list of labels must be a known word.
 */
final class Dashboard {

  private static final Path FILE = Path.of("src/main/grafana/groq-webhooks.json");
  private static final Path ALERTS = Path.of("src/main/prometheus/alerts.yaml");

  private static final Set<String> WORDS =
      Set.of("sum", "max", "by", "rate", "increase", "histogram_quantile", "label_values");

  private static final Pattern SELECTOR =
      Pattern.compile(
          "([a-zA-Z_:][\\w:]*)\\{([^}]*)}(\\[(?:\\$__(?:rate_interval|range)|\\d+m)])?");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)(=~|!~|!=|=)\"([^\"]*)\"(?:,|$)");
  private static final Pattern BY = Pattern.compile("\\bby \\(([^)]*)\\)");
  private static final Pattern VALUES_OF = Pattern.compile("\\blabel_values\\(.*, (\\w+)\\)");
  private static final Pattern WORD = Pattern.compile("[a-zA-Z_]\\w*");
  private static final Pattern LABEL = Pattern.compile("\\{\\{ \\$labels\\.(\\w+) }}");
  private static final Pattern LEGEND = Pattern.compile("\\{\\{(\\w+)}}");

  /** A query and the labels that its legend shows. */
  record Query(String text, Set<String> legend) {}

  private Dashboard() {}

  static List<Query> queries() throws IOException {
    JsonNode dashboard = new ObjectMapper().readTree(FILE.toFile());
    List<Query> queries = new ArrayList<>();
    for (JsonNode panel : dashboard.path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        queries.add(
            new Query(
                target.path("expr").asText(),
                groups(LEGEND, target.path("legendFormat").asText())));
      }
    }
    for (JsonNode variable : dashboard.path("templating").path("list")) {
      if (variable.path("type").asText().equals("query")) {
        queries.add(new Query(variable.path("query").asText(), Set.of()));
      }
    }
    return queries;
  }

  /** The queries of the rules for alerts. */
  static List<Query> alerts() throws IOException {
    Map<String, Object> rules = new Yaml().load(Files.readString(ALERTS));
    List<Query> queries = new ArrayList<>();
    for (JsonNode group : new ObjectMapper().valueToTree(rules).path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        String text = rule.path("annotations").path("summary").asText();
        queries.add(new Query(rule.path("expr").asText(), groups(LABEL, text)));
      }
    }
    return queries;
  }

  /** Fails unless the scrape has series for each selector, with each label that the query names. */
  static void assertAnswered(Query query, Scrape scrape) {
    String text = query.text();
    Set<String> labels = new TreeSet<>(query.legend());
    for (String list : groups(BY, text)) {
      labels.addAll(List.of(list.split(", *")));
    }
    labels.addAll(groups(VALUES_OF, text));
    Matcher selector = SELECTOR.matcher(text);
    int selectors = 0;
    while (selector.find()) {
      selectors++;
      Predicate<Series> selected = selected(selector.group(1), selector.group(2));
      List<Series> found = scrape.all().stream().filter(selected).toList();
      assertThat(found).as("series for %s in %s", selector.group(), text).isNotEmpty();
      assertThat(found)
          .allSatisfy(each -> assertThat(each.labels().keySet()).as(text).containsAll(labels));
    }
    assertThat(selectors).as(text).isPositive();
    String rest =
        VALUES_OF
            .matcher(BY.matcher(SELECTOR.matcher(text).replaceAll("")).replaceAll("by"))
            .replaceAll("");
    assertThat(WORDS)
        .as(text)
        .containsAll(WORD.matcher(rest).results().map(word -> word.group()).toList());
  }

  private static Predicate<Series> selected(String name, String matchers) {
    Predicate<Series> selected = series -> series.name().equals(name);
    Matcher matcher = MATCHER.matcher(matchers);
    int end = 0;
    while (matcher.find()) {
      assertThat(matcher.start()).as(matchers).isEqualTo(end);
      end = matcher.end();
      String label = matcher.group(1);
      String operator = matcher.group(2);
      String wanted = matcher.group(3).replaceAll("\\$\\w+", ".*");
      selected =
          selected.and(
              series -> {
                String value = series.labels().get(label);
                boolean equal =
                    value != null
                        && (operator.endsWith("~") ? value.matches(wanted) : value.equals(wanted));
                return value != null && equal != operator.startsWith("!");
              });
    }
    assertThat(end).as(matchers).isEqualTo(matchers.length());
    return selected;
  }

  private static Set<String> groups(Pattern pattern, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
