package io.groqwebhooks.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which name was meant by one that is not known. */
public final class Suggestion {

  /** So many letters may be wrong. */
  private static final int WRONG_LETTERS = 2;

  private Suggestion() {}

  /** The name that is most like this one, if there is one that is like it but not the same. */
  public static Optional<String> of(String wrong, Collection<String> names) {
    return names.stream()
        .filter(name -> !name.equals(wrong))
        .filter(name -> distance(wrong, name) <= Math.min(WRONG_LETTERS, name.length() / 2))
        .min(Comparator.comparing(name -> distance(wrong, name)));
  }

  /** By Levenshtein: how many letters have to be added, removed or replaced. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
