package io.groqwebhooks.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.groqwebhooks.event.EventEnvelope;
import io.groqwebhooks.sending.FrontDoor;
import io.groqwebhooks.sending.TestSender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Signs and sends test events as a sender would. */
@Command(
    name = "trigger",
    description =
        "Sign and send a test event the way its sender would. Exits 0 if it was accepted (2xx), 1 if not.",
    mixinStandardHelpOptions = true,
    versionProvider = Commands.Version.class,
    showDefaultValues = true)
final class Trigger implements Callable<Integer> {

  /** Streaming, and no object mapper: loading that takes longer than all the rest. */
  private static final JsonFactory JSON = new JsonFactory();

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Mixin private Signing signing = new Signing();

  @Parameters(
      paramLabel = "TYPE",
      arity = "0..1",
      description =
          "The event's type, for instance resource.created. With --body it is needed only where it is in a header.")
  private @Nullable String type;

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      description =
          "The source to send to, as it is configured where this command is run; by default groq, or else the only one.")
  private @Nullable String source;

  @Option(
      names = "--scheme",
      paramLabel = "SCHEME",
      description = "How to sign; by default by the scheme of the source.")
  private @Nullable String scheme;

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "The event's id; by default a new one for each event.")
  private @Nullable String id;

  @Option(
      names = "--data",
      paramLabel = "JSON|@FILE",
      description = "The event's data, as JSON or as a file that holds JSON.")
  private String data = "{}";

  @Option(
      names = "--body",
      paramLabel = "FILE",
      description =
          "A file that is sent as the body, byte for byte, such as an example of the sender's documentation; as a form, if the sender has forms and it is not JSON.")
  private @Nullable Path body;

  @Option(
      names = "--timestamp",
      paramLabel = "SECONDS",
      description = "The time of signing in Unix seconds; by default now.")
  private @Nullable Long timestamp;

  @Option(names = "--count", paramLabel = "N", description = "How many events to send.")
  private int count = 1;

  @Option(names = "--tamper", description = "Send a wrong signature, to see it refused.")
  private boolean tamper;

  @Option(
      names = "--curl",
      description = "Print the curl command that sends the event, and send nothing.")
  private boolean curl;

  @Override
  public Integer call() throws InterruptedException {
    refuseWhatTheLocaleGarbled();
    if (body == null && type == null) {
      throw wrong("Give the event's TYPE, or a whole body with --body");
    }
    TestSender sender = signing.sender(source, scheme);
    byte[] wholeBody = body == null ? null : wholeBody(body);
    String eventData = data();
    if (count < 1) {
      throw wrong("--count must be 1 or more, not " + count);
    }
    boolean allAccepted = true;
    for (int i = 0; i < count; i++) {
      EventEnvelope envelope = envelope();
      TestSender.Signed request =
          wholeBody == null
              ? signed(sender, envelope, body(sender, envelope, eventData), null)
              : signed(sender, envelope, wholeBody, sender.contentType(wholeBody));
      if (tamper) {
        request = sender.tampered(request);
      }
      if (curl) {
        spec.commandLine()
            .getOut()
            .println(CurlCommand.of(sender.url(), request.headers(), request.body()));
      } else {
        allAccepted &= send(sender, envelope, request);
      }
    }
    return allAccepted ? 0 : 1;
  }

  /**
   * In a locale without a charset the JVM has replaced every other byte of its arguments: what it
   * would sign or send is not what was typed.
   */
  private void refuseWhatTheLocaleGarbled() {
    for (String argument : spec.commandLine().getParseResult().originalArgs()) {
      if (argument.indexOf('\uFFFD') >= 0) {
        throw wrong(
            "This locale cannot express a character of the arguments:"
                + " try again with LC_ALL=C.UTF-8 in front");
      }
    }
  }

  /** The event's data as it was given, once it is known to be one JSON value. */
  private String data() {
    String json = data.startsWith("@") ? read(data.substring(1)) : data;
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() == null) {
        throw wrong("--data is empty");
      }
      parser.skipChildren();
      if (parser.nextToken() != null) {
        throw wrong("--data holds more than one JSON value");
      }
      return json.strip();
    } catch (JsonProcessingException e) {
      throw wrong("--data is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] wholeBody(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw wrong("--body: there is no file " + file);
    } catch (IOException e) {
      throw wrong("--body: the file " + file + " cannot be read (" + e.getMessage() + ")");
    }
  }

  private String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (NoSuchFileException e) {
      throw wrong("--data: there is no file " + file);
    } catch (CharacterCodingException e) {
      throw wrong("--data: the file " + file + " is not UTF-8");
    } catch (IOException | InvalidPathException e) {
      throw wrong("--data: the file " + file + " cannot be read (" + e.getMessage() + ")");
    }
  }

  private Instant signedAt() {
    try {
      return timestamp == null ? Instant.now() : Instant.ofEpochSecond(timestamp);
    } catch (DateTimeException e) {
      throw wrong("--timestamp is further from now than time is counted: " + timestamp);
    }
  }

  private EventEnvelope envelope() {
    return new EventEnvelope(
        id == null ? TestSender.newId() : id,
        type == null ? "test" : type,
        Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }

  private byte[] body(TestSender sender, EventEnvelope envelope, String eventData) {
    try {
      return sender.body(envelope, eventData);
    } catch (IllegalArgumentException e) {
      throw wrong("--data: " + e.getMessage());
    }
  }

  private TestSender.Signed signed(
      TestSender sender, EventEnvelope envelope, byte[] content, @Nullable String contentType) {
    try {
      return contentType == null
          ? sender.sign(envelope, content, signedAt())
          : sender.sign(envelope, content, contentType, signedAt());
    } catch (IllegalStateException e) {
      throw wrong("--secret: " + e.getMessage());
    }
  }

  private boolean send(TestSender sender, EventEnvelope envelope, TestSender.Signed request)
      throws InterruptedException {
    try {
      HttpResponse<String> response = signing.send(sender.url(), request);
      // Of a whole body nobody has chosen it here.
      String chosen = id == null && body == null ? " " + envelope.id() : "";
      spec.commandLine().getOut().println(response.statusCode() + " " + response.body() + chosen);
      return FrontDoor.isAccepted(response);
    } catch (IOException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return false;
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
