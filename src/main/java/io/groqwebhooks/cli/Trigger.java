package io.groqwebhooks.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groqwebhooks.signature.SignatureScheme;
import io.groqwebhooks.signature.SignatureSigner;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Signs and sends test events as Groq would. */
@Command(
    name = "trigger",
    description =
        "Sign and send a test event the way Groq would. Exits 0 if it was accepted (2xx), 1 if not.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class Trigger implements Callable<Integer> {

  private final ObjectMapper mapper = new ObjectMapper();

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Mixin private Signing signing = new Signing();

  @Parameters(paramLabel = "TYPE", description = "The event's type, for instance resource.created.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private String type;

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
    signing.url();
    SignatureSigner signer = signing.signer();
    JsonNode eventData = data();
    if (count < 1) {
      throw wrong("--count must be 1 or more, not " + count);
    }
    boolean allAccepted = true;
    for (int i = 0; i < count; i++) {
      byte[] body = event(eventData);
      Instant signedAt = timestamp == null ? Instant.now() : Instant.ofEpochSecond(timestamp);
      Map<String, String> headers = signing.headers(signer, body, signedAt);
      if (tamper) {
        headers.computeIfPresent(
            SignatureScheme.GROQ.signatureHeader(), (name, signature) -> tampered(signature));
      }
      if (curl) {
        spec.commandLine().getOut().println(CurlCommand.of(signing.url(), headers, body));
      } else {
        allAccepted &= send(headers, body);
      }
    }
    return allAccepted ? 0 : 1;
  }

  private JsonNode data() {
    try {
      String json = data.startsWith("@") ? Files.readString(Path.of(data.substring(1))) : data;
      JsonNode node = mapper.readTree(json);
      if (node.isMissingNode()) {
        throw wrong("--data is empty");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw wrong("--data is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw wrong("--data cannot be read: " + e);
    }
  }

  private byte[] event(JsonNode eventData) {
    ObjectNode event = mapper.createObjectNode();
    event.put("id", id == null ? "evt_" + randomHex() : id);
    event.put("type", type);
    event.put("created", Instant.now().getEpochSecond());
    event.set("data", eventData);
    return event.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String randomHex() {
    byte[] random = new byte[12];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** The same signature with another first digit: well-formed, and wrong. */
  private static String tampered(String signature) {
    return (signature.startsWith("0") ? "1" : "0") + signature.substring(1);
  }

  private boolean send(Map<String, String> headers, byte[] body) throws InterruptedException {
    try {
      HttpResponse<String> response = signing.send(headers, body);
      spec.commandLine().getOut().println(response.statusCode() + " " + response.body());
      return Signing.isAccepted(response);
    } catch (IOException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return false;
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
