package io.groqwebhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What README and the pages of the site refer to exists. */
class DocumentationTest {

  private static final Path README = Path.of("README.md");
  private static final Path SITE = Path.of("src/site/markdown");

  private static final Pattern LINK =
      Pattern.compile("\\[(?<text>[^\\]]*)\\]\\((?<target>[^)\\s]*)\\)");
  private static final Pattern PICTURE = Pattern.compile("src(set)?=\"(?<target>[^\"]+)\"");
  private static final Pattern CODE = Pattern.compile("`(?<target>[^`]+)`");
  private static final Pattern HEADING = Pattern.compile("#{1,6} +(.+)");
  private static final Pattern WITH_SCHEME = Pattern.compile("[a-z]+:.*");
  private static final Pattern PATH = Pattern.compile("(src|routes)/\\S*");
  private static final Pattern NOT_IN_ANCHORS = Pattern.compile("[^\\p{L}\\p{N}\\p{M}_ -]");

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      for (String link : links(page)) {
        if (!leadsSomewhere(page, link)) {
          broken.add(page + ": " + link);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void everyPathInTheRepositoryExists() throws IOException {
    List<String> missing = new ArrayList<>();
    for (Path page : pages()) {
      for (String code : targets(CODE, prose(page))) {
        if (PATH.matcher(code).matches() && !exists(Path.of(code))) {
          missing.add(page + ": " + code);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void theIndexLinksToEveryPage() throws IOException {
    Path index = SITE.resolve("index.md");
    assertThat(links(index).stream().map(link -> SITE.resolve(link).normalize()))
        .containsAll(sitePages().stream().filter(page -> !page.equals(index)).toList());
  }

  @Test
  void readmeIsShortAndHoldsTheCommandsToBeginWith() throws IOException {
    assertThat(Files.readAllLines(README)).hasSizeLessThan(150);
    assertThat(lines(README, true).stream().map(line -> line.replaceFirst(" +#.*", "")))
        .contains(
            "GROQ_WEBHOOK_SECRET=whsec_local mvn -Dmaven.test.skip spring-boot:run", "mvn verify");
  }

  @Test
  void everySettingIsOnThePageOfSettings() throws Exception {
    Path classes =
        Path.of(
            GroqWebhooksApplication.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    JsonNode metadata =
        new ObjectMapper()
            .readTree(classes.resolve("META-INF/spring-configuration-metadata.json").toFile());
    assertThat(metadata.path("properties")).isNotEmpty();
    String page = Files.readString(SITE.resolve("settings.md"));
    for (JsonNode property : metadata.path("properties")) {
      assertThat(page).contains("`" + property.path("name").asText());
    }
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(sitePages());
    pages.add(README);
    return pages;
  }

  private static List<Path> sitePages() throws IOException {
    try (Stream<Path> files = Files.list(SITE)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  private static List<String> links(Path page) throws IOException {
    // Code may hold what looks like a link, such as a list in a list.
    String prose = CODE.matcher(prose(page)).replaceAll("code");
    return Stream.of(LINK, PICTURE).flatMap(pattern -> targets(pattern, prose).stream()).toList();
  }

  /** Whether the link's file and anchor exist; those of other hosts are taken on trust. */
  private static boolean leadsSomewhere(Path page, String link) throws IOException {
    if (WITH_SCHEME.matcher(link).matches()) {
      return true;
    }
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
    return Files.exists(target) && (hash < 0 || anchors(target).contains(link.substring(hash + 1)));
  }

  /** The anchors that GitHub gives to a page's headings; a repeated heading gets a number. */
  private static Set<String> anchors(Path page) throws IOException {
    Set<String> anchors = new HashSet<>();
    Map<String, Integer> seen = new HashMap<>();
    for (String line : prose(page).lines().toList()) {
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        String text = LINK.matcher(heading.group(1)).replaceAll("${text}");
        String anchor =
            NOT_IN_ANCHORS
                .matcher(text.strip().toLowerCase(Locale.ROOT))
                .replaceAll("")
                .replace(' ', '-');
        int before = seen.merge(anchor, 1, Integer::sum) - 1;
        anchors.add(before == 0 ? anchor : anchor + "-" + before);
      }
    }
    return anchors;
  }

  /** Whether there is such a file, or one that matches the pattern in the last part. */
  private static boolean exists(Path path) throws IOException {
    Path folder = path.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return Files.exists(path);
    }
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, path.getFileName().toString())) {
      return files.iterator().hasNext();
    }
  }

  private static List<String> targets(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    List<String> targets = new ArrayList<>();
    while (matcher.find()) {
      targets.add(matcher.group("target"));
    }
    return targets;
  }

  /** All but blocks of code. */
  private static String prose(Path page) throws IOException {
    return String.join("\n", lines(page, false));
  }

  /** The lines inside blocks of code, or those outside of them. */
  private static List<String> lines(Path page, boolean insideBlocks) throws IOException {
    List<String> lines = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(page)) {
      if (line.startsWith("```")) {
        inside = !inside;
      } else if (inside == insideBlocks) {
        lines.add(line);
      }
    }
    return lines;
  }
}
