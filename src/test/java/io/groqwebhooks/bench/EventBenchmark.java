package io.groqwebhooks.bench;

import io.groqwebhooks.event.EnvelopeLayout;
import io.groqwebhooks.event.EnvelopeReader;
import io.groqwebhooks.event.EventEnvelope;
import io.groqwebhooks.event.InvalidEventException;
import io.groqwebhooks.event.VerifiedRequest;
import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.signature.SignatureSigner;
import io.groqwebhooks.signature.SignatureVerifier;
import io.groqwebhooks.signature.SignedRequest;
import io.groqwebhooks.signature.Verification;
import io.groqwebhooks.source.Sender;
import io.groqwebhooks.source.VerifiedDelivery;
import io.groqwebhooks.source.WebhookRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What verifying and reading an event costs by itself, in time and in bytes allocated. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class EventBenchmark {

  private byte[] body;
  private Map<String, String> headers;
  private SignatureVerifier verifier;
  private EnvelopeReader reader;
  private VerifiedRequest verified;

  /** Signs an event like those that the servers are sent. */
  @Setup
  public void sign() {
    Secret secret = Secret.of(Program.SECRET);
    body = Requests.body();
    headers =
        new SignatureSigner(Sender.named("groq").scheme(), secret).sign("", body, Instant.now());
    verifier =
        new SignatureVerifier(
            Sender.named("groq").scheme(),
            List.of(secret),
            Duration.ofMinutes(5),
            Clock.systemUTC());
    reader = new EnvelopeReader(EnvelopeLayout.TOP_LEVEL);
    verified = verified(verifier.read(headers::get, body));
  }

  private VerifiedRequest verified(SignedRequest signed) {
    return new VerifiedDelivery(WebhookRequest.of(headers::get, null, body), signed);
  }

  /** The signature alone. */
  @Benchmark
  public Verification verifySignature() {
    return verifier.verify(headers::get, body);
  }

  /** The envelope alone. */
  @Benchmark
  public EventEnvelope readEnvelope() throws InvalidEventException {
    return reader.read(body, verified);
  }

  /** What the two steps of the Kamelet do. */
  @Benchmark
  public EventEnvelope both() throws InvalidEventException {
    SignedRequest signed = verifier.read(headers::get, body);
    if (verifier.verify(signed) != Verification.VALID) {
      throw new IllegalStateException("The event is genuine");
    }
    return reader.read(body, verified(signed));
  }

  /** Runs it in processes of its own, and returns a line for each part. */
  static String table() throws RunnerException {
    StringBuilder table =
        new StringBuilder(
            String.format("%-24s %10s %10s %12s%n", "an event", "ns", "MB/s", "B allocated"));
    for (RunResult result :
        new Runner(
                new OptionsBuilder()
                    .include(EventBenchmark.class.getName())
                    .addProfiler(GCProfiler.class)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run()) {
      double nanos = result.getPrimaryResult().getScore();
      table.append(
          String.format(
              Locale.ROOT,
              "%-24s %10.0f %10.0f %12.0f%n",
              result.getPrimaryResult().getLabel(),
              nanos,
              Requests.BODY_SIZE * 1000 / nanos,
              result.getSecondaryResults().get("gc.alloc.rate.norm").getScore()));
    }
    return table.toString();
  }
}
