package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.groqwebhooks.testing.RedisProcess;
import io.groqwebhooks.testing.TakesLong;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The services of {@code compose.yaml} as processes of this machine, with the commands, variables,
 * files and volumes that stand there. Only their addresses are others.
 */
@TakesLong
class ComposeIT {

  private static final Path FILE = Path.of("compose.yaml");
  private static final Compose COMPOSE =
      new Compose(
          FILE,
          Map.of("GROQ_WEBHOOK_SECRET", ReceiverProcess.SECRET, "BROKER_PASSWORD", "50% a&b"));

  @TempDir private static Path folder;
  private static RedisProcess redis;
  private static BrokerProcess broker;
  private static ReceiverProcess first;
  private static ReceiverProcess second;

  @BeforeAll
  static void start() throws IOException {
    List<String> command = COMPOSE.list("redis", "command");
    assertThat(command.get(0)).isEqualTo("redis-server");
    Path ofRedis = Files.createDirectories(folder.resolve("redis"));
    redis =
        RedisProcess.onFreePort(
            Stream.concat(command.stream().skip(1), Stream.of("--dir", ofRedis.toString()))
                .toArray(String[]::new));
    broker = BrokerProcess.artemis(folder.resolve("broker"), COMPOSE.environment("broker"));
    broker.start();
    first = receiver("receiver-1");
    second = receiver("receiver-2");
  }

  @AfterAll
  static void stop() {
    second.close();
    first.close();
    broker.close();
    redis.close();
  }

  private static ReceiverProcess receiver(String name) throws IOException {
    Path own = Files.createDirectories(folder.resolve(name));
    Map<String, Object> build = Compose.map(COMPOSE.service(name).get("build"));
    ImageFile image =
        new ImageFile(
            Path.of((String) build.get("context"), (String) build.get("dockerfile")).normalize());
    for (String volume : COMPOSE.list(name, "volumes")) {
      mount(volume.split(":", -1), image.last("WORKDIR"), own);
    }
    ReceiverProcess.Setup setup = ReceiverProcess.in(own).without("GROQ_WEBHOOK_SECRET");
    COMPOSE
        .environment(name)
        .forEach((variable, value) -> setup.environment(variable, here(value)));
    return setup.entrypoint(image).start();
  }

  /** A folder of this repository, or a volume, where the container would have it. */
  private static void mount(String[] volume, String workDirectory, Path own) throws IOException {
    Path target = own.resolve(Path.of(workDirectory).relativize(Path.of(volume[1])));
    if (volume[0].startsWith("./")) {
      Files.createSymbolicLink(target, Path.of(volume[0]).toRealPath());
    } else {
      assertThat(volume[0]).isEqualTo(own.getFileName().toString());
      Files.createDirectory(target);
    }
  }

  private static String here(String value) {
    return value
        .replace("//redis:6379", "//" + redis.host() + ":" + redis.port())
        .replace("//broker:61616", "//" + broker.address());
  }

  @Test
  void anEventThatBothReceiversGetIsHandledOnce() {
    assertThat(first.sender().deliver("evt_both", "resource.created").status()).isEqualTo(200);
    assertThat(second.sender().deliver("evt_both", "resource.created").status()).isEqualTo(200);
    assertThat(second.sender().deliver("evt_last", "resource.created").status()).isEqualTo(200);

    await().until(() -> "1".equals(redis.value("groq:event:evt_both")));
    await().until(() -> "1".equals(redis.value("groq:event:evt_last")));
    assertThat(
            Stream.of(first, second)
                .flatMap(
                    receiver ->
                        receiver.linesWith("Processed resource.created: evt_both").stream()))
        .hasSize(1);
  }

  @Test
  void receiversSayThatAllIsAsItShouldBe() {
    for (ReceiverProcess receiver : List.of(first, second)) {
      assertThat(receiver.log())
          .contains(
              "claims    Redis at " + redis.host() + ":" + redis.port(),
              "dispatch  jms:queue:groq-events",
              "routes    ");
      assertThat(receiver.linesWith(" WARN ")).isEmpty();
    }
  }

  @Test
  void strangersAreRefused() {
    assertThat(
            new SignedSender(first.url(), "another").deliver("evt_x", "resource.created").status())
        .isEqualTo(401);
  }

  @Test
  void aSecretHasToBeGiven() {
    assertThatThrownBy(() -> new Compose(FILE, Map.of()).environment("receiver-1"))
        .hasMessage("set GROQ_WEBHOOK_SECRET");
  }

  @Test
  void containersHaveTheTimeThatAReceiverTakesToEnd() {
    for (String name : List.of("receiver-1", "receiver-2")) {
      assertThat(COMPOSE.service(name)).containsEntry("stop_grace_period", "45s");
    }
  }
}
