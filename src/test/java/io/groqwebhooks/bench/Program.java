package io.groqwebhooks.bench;

import io.groqwebhooks.testing.ChildProcess;
import io.groqwebhooks.testing.RedisProcess;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A server that can be started.
 *
 * @param name as reports call it
 * @param environment what is added to the tests' own
 * @param uses other processes that work for it
 * @param queued whether it answers before it handles, and tells by a line that holds {@link
 *     #HANDLED} when it has
 */
record Program(
    String name,
    List<String> command,
    Map<String, String> environment,
    List<ChildProcess> uses,
    boolean queued) {

  static final String SECRET = "whsec_bench";

  /** What the handlers that come with the receiver log, and those that are written for this. */
  static final String HANDLED = "Processed resource.created: ";

  /** The receiver, started as the README says, with claims in a file. */
  static Program receiver(String name, String... arguments) {
    List<String> command =
        ChildProcess.java(
            "@" + Path.of(System.getProperty("fast.start"), "java.args"),
            "--management.server.port=-1");
    return new Program(
        name,
        and(command, List.of(arguments)),
        Map.of("GROQ_WEBHOOK_SECRET", SECRET),
        List.of(),
        false);
  }

  /** A bare Camel route. */
  static Program echo(RedisProcess redis) {
    return main("echo route", EchoServer.class, redis);
  }

  /** A controller that does what the receiver does. */
  static Program mvc(RedisProcess redis) {
    return main("Spring MVC controller", MvcServer.class, redis);
  }

  /** A controller with a queue that does what the receiver does. */
  static Program jms(RedisProcess redis) {
    return main(
            "JMS producer and listener",
            JmsServer.class,
            redis,
            "--spring.artemis.mode=embedded",
            "--spring.artemis.embedded.persistent=true",
            "--spring.artemis.embedded.data-directory=data/artemis",
            "--spring.artemis.embedded.queues=" + JmsServer.QUEUE,
            // A session for each connection; by default there is one that is kept.
            "--spring.jms.cache.session-cache-size=32")
        .behindQueue();
  }

  /** On the tests' class path, without what only the receiver uses of it. */
  private static Program main(String name, Class<?> main, RedisProcess redis, String... arguments) {
    List<String> command =
        ChildProcess.java(
            "-cp",
            ChildProcess.classPath(),
            main.getName(),
            "--spring.data.redis.url=" + redis.url(),
            "--spring.autoconfigure.exclude="
                + "io.groqwebhooks.autoconfigure.WebhooksAutoConfiguration,"
                + "io.groqwebhooks.autoconfigure.MetricsAutoConfiguration",
            "--management.server.port=-1",
            "--camel.metrics.enable-exchange-event-notifier=false",
            "--camel.opentelemetry2.enabled=false");
    return new Program(name, and(command, List.of(arguments)), Map.of(), List.of(redis), false);
  }

  /** The same with claims in Redis. */
  Program claimsIn(RedisProcess redis) {
    Map<String, String> more = new HashMap<>(environment);
    more.put("REDIS_URL", redis.url());
    return new Program(name, command, more, List.of(redis), queued);
  }

  /** The same behind a queue, for which those processes work, too. */
  Program behindQueue(ChildProcess... brokers) {
    return new Program(name, command, environment, and(uses, List.of(brokers)), true);
  }

  private static <T> List<T> and(List<? extends T> some, List<? extends T> more) {
    return Stream.<T>concat(some.stream(), more.stream()).toList();
  }
}
