package io.groqwebhooks.console;

import io.groqwebhooks.deadletter.DeadLetter;
import io.groqwebhooks.event.EventEnvelope;
import io.groqwebhooks.sending.FrontDoor;
import io.groqwebhooks.sending.TestSender;
import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.source.WebhookSource;
import io.groqwebhooks.source.WebhookSources;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.function.Function;

/**
 * Sends events to the receiver itself, through its front door, as their senders would. Safe for use
 * by several threads.
 */
final class Sending {

  private static final int LONGEST_ANSWER = 2000;

  private final WebhookSources sources;
  private final URI receiver;
  private final FrontDoor frontDoor;

  Sending(WebhookSources sources, URI receiver, FrontDoor frontDoor) {
    this.sources = sources;
    this.receiver = receiver;
    this.frontDoor = frontDoor;
  }

  /**
   * What became of an event that was sent.
   *
   * @param accepted whether it was accepted
   * @param text the answer, or why there is none
   */
  record Result(boolean accepted, String text) {}

  /** Sends a new event. */
  Result sendNew(String source, EventEnvelope event) {
    return send(source, sender -> sender.sign(event, sender.body(event, "{}"), Instant.now()));
  }

  /** Sends an event that could not be handled once more. */
  Result send(DeadLetter deadLetter) {
    return send(deadLetter.source(), sender -> sender.sign(deadLetter));
  }

  private Result send(String name, Function<TestSender, TestSender.Signed> request) {
    if (!sources.has(name)) {
      return new Result(false, "Not sent: there is no source " + name + " here");
    }
    WebhookSource source = sources.get(name);
    try {
      Secret secret = source.secrets().first();
      TestSender sender =
          new TestSender(source.sender(), secret, URI.create(receiver + source.path()));
      HttpResponse<String> response = frontDoor.send(sender.url(), request.apply(sender));
      String text = (response.statusCode() + " " + response.body()).strip();
      return new Result(
          FrontDoor.isAccepted(response),
          text.length() > LONGEST_ANSWER ? text.substring(0, LONGEST_ANSWER) : text);
    } catch (IOException e) {
      return new Result(false, String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException | IllegalStateException e) {
      return new Result(false, "Not sent: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConsoleException(503, "The receiver is stopping.");
    }
  }
}
