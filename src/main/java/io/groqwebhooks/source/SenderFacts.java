package io.groqwebhooks.source;

import io.groqwebhooks.settings.InvalidSettingException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a sender, by the names of the vocabulary ({@code signature.header}), and where
 * each of it is said, for whoever has to correct it. Immutable.
 */
final class SenderFacts {

  private static final Pattern SUCCESS = Pattern.compile("2[0-9][0-9]");
  private static final Pattern COMMA = Pattern.compile(",");

  /**
   * What is said under one name.
   *
   * @param text what
   * @param where by whom, as in {@code senders/acme.yaml, line 7: signature.header}
   */
  record Fact(String text, String where) {}

  private final Map<String, Fact> facts;

  SenderFacts(Map<String, Fact> facts) {
    this.facts = Collections.unmodifiableMap(new TreeMap<>(facts));
  }

  /** What the properties say, each under the prefix. */
  static SenderFacts ofProperties(String prefix, Map<String, String> said) {
    Map<String, Fact> facts = new TreeMap<>();
    said.forEach((name, text) -> facts.put(name, new Fact(text, prefix + name)));
    return new SenderFacts(facts);
  }

  /** These, and of the others what these do not say. */
  SenderFacts or(SenderFacts others) {
    Map<String, Fact> both = new TreeMap<>(others.facts);
    both.putAll(facts);
    return new SenderFacts(both);
  }

  Map<String, Fact> all() {
    return facts;
  }

  /** Where the first of these names is said, or else what an operator would set. */
  String where(String prefix, String... names) {
    for (String name : names) {
      Fact fact = facts.get(name);
      if (fact != null) {
        return fact.where;
      }
    }
    return prefix + names[0];
  }

  @Nullable String text(String name) {
    Fact fact = facts.get(name);
    return fact == null || fact.text.isBlank() ? null : fact.text;
  }

  String text(String name, String otherwise) {
    String text = text(name);
    return text == null ? otherwise : text;
  }

  /** The text where blanks count, too. */
  String raw(String name, String otherwise) {
    Fact fact = facts.get(name);
    return fact == null ? otherwise : fact.text;
  }

  /** The elements of a list; none if nobody has said it. */
  List<String> list(String name) {
    String text = text(name);
    return text == null
        ? List.of()
        : COMMA.splitAsStream(text).map(String::strip).filter(each -> !each.isEmpty()).toList();
  }

  /**
   * One of several words.
   *
   * @throws InvalidSettingException if it is none of them
   */
  <T> T choice(String name, String otherwise, Map<String, T> choices) {
    String chosen = text(name, otherwise).strip();
    T choice = choices.get(chosen);
    if (choice == null) {
      throw wrong(name, oneOf(choices.keySet()), chosen);
    }
    return choice;
  }

  /**
   * A status of success; 200 if nobody has said it.
   *
   * @throws InvalidSettingException if it is none
   */
  int status(String name) {
    String text = text(name, "200").strip();
    if (!SUCCESS.matcher(text).matches()) {
      throw wrong(name, "a status from 200 to 299", text);
    }
    return Integer.parseInt(text);
  }

  static String oneOf(Set<String> words) {
    return "one of " + String.join(", ", words.stream().sorted().toList());
  }

  /**
   * What the function makes of the text.
   *
   * @param expectation what the text must be, for the message
   * @throws InvalidSettingException if the function throws an {@link IllegalArgumentException}
   */
  <T> @Nullable T parsed(String name, String expectation, Function<String, T> function) {
    String text = text(name);
    try {
      return text == null ? null : function.apply(text.strip());
    } catch (IllegalArgumentException e) {
      throw wrong(name, expectation, text);
    }
  }

  InvalidSettingException wrong(String name, String expectation, @Nullable String text) {
    String where = where("", name);
    return new InvalidSettingException(
        where + " must be " + expectation + ", not '" + text + "'", "Change it.");
  }
}
