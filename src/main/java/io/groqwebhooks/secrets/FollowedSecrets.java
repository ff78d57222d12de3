package io.groqwebhooks.secrets;

import io.groqwebhooks.secrets.SecretFiles.Held;
import io.groqwebhooks.secrets.SecretFiles.Listing;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.signature.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secrets in the files of one property, while these change. What cannot be used changes
 * nothing: a file keeps the secrets that it had last, until it is good again or is taken away.
 *
 * <p>A change counts once two looks in a row have found the same. Whoever writes a file in place
 * empties it first, and a part of a secret may look like a secret; and where files are swapped one
 * after the other, a secret that moves from one to another would be missing for a moment.
 *
 * <p>Safe for use by several threads.
 */
public final class FollowedSecrets {

  private static final Logger LOG = LoggerFactory.getLogger("webhooks");

  private final String owner;
  private final SecretFiles files;
  private final Consumer<List<Secret>> check;

  /** What each file of each pattern held when it was good last. */
  private Map<String, Map<Path, List<FileSecret>>> good = Map.of();

  private List<FileSecret> secrets;
  private List<Listing> taken;
  private @Nullable List<Listing> seenOnce;
  private Consumer<List<FileSecret>> user = unused -> {};
  private volatile @Nullable String problem;

  /**
   * Reads them for the first time.
   *
   * @param owner whose secrets they are, for the log
   * @param check throws an IllegalArgumentException if one of the secrets is no key; its message
   *     does not show it
   * @throws InvalidSettingException if one of the files cannot be used
   */
  public FollowedSecrets(String owner, SecretFiles files, Consumer<List<Secret>> check) {
    this.owner = owner;
    this.files = files;
    this.check = check;
    this.taken = files.list();
    List<String> problems = new ArrayList<>();
    this.good = usable(taken, problems);
    this.secrets = secrets(good);
    if (!problems.isEmpty()) {
      throw files.refusal(problems.get(0));
    }
  }

  /** Those that count now; at least one. */
  public synchronized List<FileSecret> secrets() {
    return secrets;
  }

  /** What is wrong with the files now, as a part of a sentence, or null if nothing is. */
  public @Nullable String problem() {
    return problem;
  }

  /**
   * Looks for changes from now on.
   *
   * @param to uses what has changed; throws an IllegalArgumentException if it cannot, and goes on
   *     with what was before
   */
  public synchronized void follow(SecretFilesWatch watch, Consumer<List<FileSecret>> to) {
    this.user = to;
    watch.add(this);
  }

  synchronized void look() {
    List<Listing> now = files.list();
    if (now.equals(taken)) {
      seenOnce = null;
    } else if (now.equals(seenOnce)) {
      seenOnce = null;
      take(now);
    } else {
      seenOnce = now;
    }
  }

  private void take(List<Listing> now) {
    taken = now;
    List<String> problems = new ArrayList<>();
    Map<String, Map<Path, List<FileSecret>>> usable = usable(now, problems);
    List<FileSecret> found = secrets(usable);
    List<FileSecret> before = secrets;
    try {
      user.accept(found);
      good = usable;
      secrets = found;
    } catch (IllegalArgumentException e) {
      problems.add(files + " cannot be used: " + e.getMessage());
    }
    tell(problems.isEmpty() ? null : sentence(problems));
    tellChange(texts(before), texts(secrets));
  }

  /** What the files hold, or have held when they were good last. */
  private Map<String, Map<Path, List<FileSecret>>> usable(
      List<Listing> listings, List<String> problems) {
    Map<String, Map<Path, List<FileSecret>>> all = new LinkedHashMap<>();
    for (Listing listing : listings) {
      Map<Path, List<FileSecret>> before = good.getOrDefault(listing.pattern(), Map.of());
      Map<Path, List<FileSecret>> usable = new TreeMap<>();
      listing.problems().forEach(problems::add);
      for (Held held : listing.files()) {
        List<FileSecret> secretsOfFile =
            isUsable(held, problems) ? dated(held) : before.getOrDefault(held.file(), List.of());
        usable.put(held.file(), secretsOfFile);
      }
      all.put(listing.pattern(), listing.problem() == null ? usable : before);
    }
    return all;
  }

  private boolean isUsable(Held held, List<String> problems) {
    if (held.problem() != null) {
      return false;
    }
    try {
      check.accept(held.secrets());
      return true;
    } catch (IllegalArgumentException e) {
      problems.add(held.file() + " cannot be used: " + e.getMessage());
      return false;
    }
  }

  private static List<FileSecret> dated(Held held) {
    Instant now = Instant.now();
    Instant written;
    try {
      written = Files.getLastModifiedTime(held.file()).toInstant();
    } catch (IOException e) {
      written = now;
    }
    Instant since = written.isAfter(now) ? now : written;
    return held.secrets().stream().map(secret -> new FileSecret(secret, since)).toList();
  }

  /** Each once, where it stands first. */
  private static List<FileSecret> secrets(Map<String, Map<Path, List<FileSecret>>> byPattern) {
    Map<Secret, FileSecret> all = new LinkedHashMap<>();
    byPattern
        .values()
        .forEach(
            byFile ->
                byFile
                    .values()
                    .forEach(each -> each.forEach(one -> all.putIfAbsent(one.secret(), one))));
    return List.copyOf(all.values());
  }

  private static List<Secret> texts(List<FileSecret> secrets) {
    return secrets.stream().map(FileSecret::secret).toList();
  }

  private static String sentence(List<String> problems) {
    int more = problems.size() - 1;
    return problems.get(0) + (more == 0 ? "" : " (and " + more + " more)");
  }

  private void tell(@Nullable String now) {
    String before = problem;
    problem = now == null ? null : "of " + files.property() + ", " + now;
    if (now == null && before != null) {
      LOG.info("{}: all that {} names can be used again", owner, files.property());
    } else if (now != null && !String.valueOf(problem).equals(before)) {
      LOG.warn(
          "{}: {}. The secrets that were known stay valid until that is corrected.",
          owner,
          problem);
    }
  }

  private void tellChange(List<Secret> before, List<Secret> now) {
    if (!now.equals(before)) {
      LOG.info(
          "{}: the secrets of {} have changed: {} now, {} of them new; {} of those before are gone",
          owner,
          files.property(),
          now.size(),
          now.stream().filter(secret -> !before.contains(secret)).count(),
          before.stream().filter(secret -> !now.contains(secret)).count());
    }
  }

  @Override
  public String toString() {
    return files.property();
  }
}
