package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets of every kind work and are shown to nobody; a setting that is wrong is told by name. */
class SecretsIT {

  private static final String RECEIVED = "{\"received\":true}";

  /** All that has a meaning to a shell, a URI, Spring, Camel, JSON or an encoding. */
  private static final String STRANGE =
      "50% a&b+c=d#e ?{{f}} ${GROQ_X:g} #{h} \"i\" 'j' \\k,l;m:n@o/p%20 \u00e4\u00f6\u00fc\u00df \u6f22\u5b57 \ud83d\udd11";

  private static final String PREVIOUS = "previous,%&+={{p}}${q}\u00e9";
  private static final String LISTED = "listed %&+=#{{r}}";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"POSIX", "C.UTF-8"})
  void strangeSecretsWorkInEveryLocaleAndAreNeverShown(String locale) {
    try (ReceiverProcess receiver =
        ReceiverProcess.in(folder)
            .testHandlers()
            .environment("LC_ALL", locale)
            .environment("GROQ_WEBHOOK_SECRET", STRANGE)
            .environment("GROQ_WEBHOOK_SECRET_PREVIOUS", PREVIOUS)
            .arguments("--webhooks.sources.groq.secrets[0]=" + LISTED)
            .arguments("--logging.level.root=" + (locale.equals("POSIX") ? "TRACE" : "INFO"))
            .start()) {
      for (String secret : List.of(STRANGE, PREVIOUS, LISTED)) {
        SignedSender sender = new SignedSender(receiver.url(), secret);
        assertThat(sender.deliver("by " + secret.hashCode(), "resource.created").body())
            .isEqualTo(RECEIVED);
        sender.deliver("failing by " + secret.hashCode(), "test.invalid");
      }
      assertThat(new SignedSender(receiver.url(), "another").deliver("x", "t").status())
          .isEqualTo(401);
      receiver.terminate();
      receiver.awaitExit(java.time.Duration.ofSeconds(20));

      assertThatNothingIsShown(receiver.log());
    }
  }

  private static void assertThatNothingIsShown(String log) {
    for (String secret : List.of(STRANGE, PREVIOUS, LISTED)) {
      assertThat(log.contains(secret)).as("log holds " + secret).isFalse();
    }
    // Nor a part of one.
    for (String part : List.of("50% a", "previous,%", "listed %", "i\" 'j'")) {
      assertThat(log.contains(part)).as("log holds " + part).isFalse();
    }
  }

  @Test
  void receiverWithoutASecretDoesNotStart() {
    assertRefused(
        ReceiverProcess.in(folder).without("GROQ_WEBHOOK_SECRET").startInVain(),
        "GROQ_WEBHOOK_SECRET");
  }

  /** Spring's own report of a name that it does not know shows the value. */
  @Test
  void secretUnderAMisspeltNameIsNotShown() {
    ReceiverProcess.Ended ended =
        ReceiverProcess.in(folder)
            .startInVain("--webhooks.sources.groq.secret=" + LISTED, "--logging.level.root=DEBUG");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.out()).contains("webhooks.sources.groq.secret");
    assertThatNothingIsShown(ended.out() + ended.err());
  }

  @ParameterizedTest
  @CsvSource({
    "--webhooks.claims.lease=-1s, webhooks.claims.lease",
    "--webhooks.claims.lese=2s, webhooks.claims.lese",
    "--webhooks.routes-dir=nowhere, webhooks.routes-dir",
    "--webhooks.claims.file=/proc/claims, webhooks.claims.file"
  })
  void wrongSettingIsToldByName(String argument, String name) {
    assertRefused(ReceiverProcess.in(folder).startInVain(argument), name);
  }

  @Test
  void wrongRedisUrlIsToldWithoutItsPassword() {
    ReceiverProcess.Ended ended =
        ReceiverProcess.in(folder)
            .environment("REDIS_URL", "http://user:hunter2@localhost:99999")
            .startInVain("--logging.level.root=DEBUG");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.out()).contains("REDIS_URL");
    assertThat(ended.out() + ended.err()).doesNotContain("hunter2");
  }

  @Test
  void portInUseIsTold() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
      ReceiverProcess.Ended ended =
          ReceiverProcess.in(folder)
              .environment("SERVER_PORT", "" + taken.getLocalPort())
              .startInVain();

      assertRefused(ended, "" + taken.getLocalPort());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "- route: { id: [ | broken.camel.yaml",
        "- route: {id: mine, from: {uri: 'direct:mine', steps: [{to: 'nonsense:x'}]}} | nonsense",
        "'' | broken.camel.yaml"
      })
  void brokenRouteIsTold(String yaml, String told) {
    ReceiverProcess.Ended ended =
        ReceiverProcess.in(folder)
            .testHandlers()
            .file("routes/broken.camel.yaml", yaml)
            .startInVain();

    assertRefused(ended, told);
  }

  /** One report, in sentences, and no stack trace. */
  private static void assertRefused(ReceiverProcess.Ended ended, String told) {
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).contains("APPLICATION FAILED TO START", "Description:", told);
    assertThat(ended.out()).doesNotContain("\tat ", "Bindable@", "is ready on port");
  }
}
