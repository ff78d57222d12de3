package io.groqwebhooks.source;

import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.SenderSettings;
import io.groqwebhooks.settings.Suggestion;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads a sender's file, and names the line of whatever is wrong in it: YAML whose keys are the
 * vocabulary. A key may be nested ({@code signature:} and below it {@code header:}), and a list is
 * what it is with commas between.
 */
final class SenderFile {

  private static final int LARGEST = 64 * 1024;

  private final String name;
  private final Map<String, SenderFacts.Fact> facts = new TreeMap<>();

  private SenderFile(String name) {
    this.name = name;
  }

  /**
   * What the file says.
   *
   * @param name the file's name, for messages
   * @throws InvalidSettingException if it is no YAML, or says what no sender's file can say
   */
  static SenderFacts read(String name, String yaml) {
    SenderFile file = new SenderFile(name);
    LoadSettings settings =
        LoadSettings.builder().setLabel(name).setCodePointLimit(LARGEST).build();
    Node root;
    try {
      root = new Compose(settings).composeString(yaml).orElse(null);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      throw problem(
          name
              + ", line "
              + line
              + ": "
              + e.getProblem()
              + " (a text with { or : in it stands in quotes)");
    } catch (YamlEngineException e) {
      throw problem(name + ": " + e.getMessage());
    }
    if (!(root instanceof MappingNode mapping)) {
      throw problem(name + " must hold keys such as title: and signature:");
    }
    file.add("", mapping);
    return new SenderFacts(file.facts);
  }

  private void add(String prefix, MappingNode mapping) {
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw problem(at(tuple.getKeyNode()) + "a key must be a word");
      }
      String full = prefix + key.getValue();
      String where = at(key) + full;
      if (tuple.getValueNode() instanceof MappingNode group) {
        add(full + ".", group);
        continue;
      }
      if (!SenderSettings.names().contains(full)) {
        throw problem(where + " is not known." + suggestion(prefix, key.getValue()));
      }
      SenderFacts.Fact fact = new SenderFacts.Fact(text(where, tuple.getValueNode()), where);
      if (facts.put(full, fact) != null) {
        throw problem(where + " stands twice");
      }
    }
  }

  private String text(String where, Node value) {
    if (value instanceof SequenceNode list) {
      return list.getValue().stream()
          .map(each -> scalar(where, each))
          .collect(Collectors.joining(","));
    }
    return scalar(where, value);
  }

  private String scalar(String where, Node value) {
    if (value instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw problem(where + " must be a text or a list of texts");
  }

  private String at(Node node) {
    return name + ", line " + node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1) + ": ";
  }

  private static String suggestion(String prefix, String key) {
    Set<String> siblings =
        SenderSettings.names().stream()
            .filter(each -> each.startsWith(prefix))
            .map(each -> each.substring(prefix.length()).replaceFirst("\\..*", ""))
            .collect(Collectors.toSet());
    return Suggestion.of(key, siblings)
        .map(meant -> " Did you mean " + prefix + meant + "?")
        .orElse(
            siblings.isEmpty()
                ? ""
                : " Known are " + String.join(", ", siblings.stream().sorted().toList()) + ".");
  }

  private static InvalidSettingException problem(String text) {
    return new InvalidSettingException(text, "Correct the file.");
  }
}
