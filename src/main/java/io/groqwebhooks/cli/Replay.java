package io.groqwebhooks.cli;

import io.groqwebhooks.deadletter.DeadLetter;
import io.groqwebhooks.sending.DeadLetterFiles;
import io.groqwebhooks.sending.FrontDoor;
import io.groqwebhooks.sending.TestSender;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Sends dead letters again, through the front door: each is signed afresh, so that nothing bypasses
 * verification, claims or metrics, and an event that was handled meanwhile is a duplicate.
 */
@Command(
    name = "replay",
    description =
        "Sign dead letters afresh and send them again. What is accepted is removed. Exits 0 if all were accepted, 1 if"
            + " not.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class Replay implements Callable<Integer> {

  /**
   * Control and format characters, separators of lines and paragraphs, and halves of characters.
   */
  private static final Pattern NOT_PRINTABLE =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Mixin private Signing signing = new Signing();

  @Parameters(
      paramLabel = "FILE|DIRECTORY",
      description = "A dead letter, or a directory with dead letters (*.json).")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Path place;

  @Option(
      names = "--keep",
      description =
          "Move what is accepted to the directory 'replayed' beside it, in place of removing it.")
  private boolean keep;

  @Override
  public Integer call() throws IOException, InterruptedException {
    signing.checkUrl();
    Map<String, TestSender> senders = new HashMap<>();
    List<Path> files = files();
    PrintWriter out = spec.commandLine().getOut();
    int accepted = 0;
    for (int i = 0; i < files.size(); i++) {
      Path file = files.get(i);
      String result;
      try {
        Object version = DeadLetterFiles.version(file);
        DeadLetter deadLetter = DeadLetterFiles.read(file);
        TestSender sender =
            senders.computeIfAbsent(deadLetter.source(), source -> signing.sender(source, null));
        HttpResponse<String> response = signing.send(sender.url(), sender.sign(deadLetter));
        result =
            deadLetter.type()
                + " "
                + deadLetter.id()
                + ": "
                + response.statusCode()
                + " "
                + response.body();
        if (FrontDoor.isAccepted(response)) {
          if (DeadLetterFiles.version(file).equals(version)) {
            putAway(file);
            accepted++;
          } else {
            result += ", but it has failed once more, and is kept";
          }
        }
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception | Error e) {
        // Whatever is the matter with one dead letter, the others are sent.
        result = e.getMessage() == null ? e.toString() : e.getMessage();
      }
      String line = "[%d/%d] %s: %s".formatted(i + 1, files.size(), file.getFileName(), result);
      out.println(printable(line));
      out.flush();
    }
    out.printf("%d accepted, %d not accepted%n", accepted, files.size() - accepted);
    return accepted == files.size() ? 0 : 1;
  }

  private List<Path> files() throws IOException {
    if (Files.isRegularFile(place)) {
      return List.of(place);
    }
    if (!Files.isDirectory(place)) {
      throw new ParameterException(spec.commandLine(), "There is no file or directory " + place);
    }
    return DeadLetterFiles.in(place);
  }

  private void putAway(Path file) throws IOException {
    try {
      if (keep) {
        Path replayed = Files.createDirectories(file.resolveSibling("replayed"));
        Files.move(file, replayed.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      } else {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new IOException("accepted, but the file cannot be put away (" + e + ")", e);
    }
  }

  /**
   * The text with the numbers of characters that a terminal would obey, or that would hide or turn
   * round others: a stranger may have chosen them.
   */
  private static String printable(String text) {
    return NOT_PRINTABLE
        .matcher(text)
        .replaceAll(found -> "\\\\u%04x".formatted(found.group().codePointAt(0)));
  }
}
