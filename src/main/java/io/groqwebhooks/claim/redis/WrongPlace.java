package io.groqwebhooks.claim.redis;

import java.util.List;
import java.util.Optional;

/**
 * A server that is well, but not what the settings take it for.
 *
 * @param sentence what is wrong, and which property mends it; the server's name comes before it
 * @param answers parts of the server's answers, or of Lettuce's messages, by which it is known
 */
record WrongPlace(String sentence, List<String> answers) {

  private static final List<WrongPlace> ALL =
      List.of(
          new WrongPlace(
              "is one of several masters of a cluster: name these in"
                  + " spring.data.redis.cluster.nodes, in place of REDIS_URL,"
                  + " spring.data.redis.url or spring.data.redis.host",
              List.of("MOVED ", "ASK ", "CROSSSLOT")),
          new WrongPlace(
              "is a replica, which takes no claims: have REDIS_URL, spring.data.redis.url or"
                  + " spring.data.redis.host name the master, or"
                  + " spring.data.redis.sentinel.nodes and .sentinel.master those who know it",
              List.of("READONLY")),
          new WrongPlace(
              "is no cluster: name the server in REDIS_URL or spring.data.redis.url, in place of"
                  + " spring.data.redis.cluster.nodes",
              List.of("cluster support disabled")),
          new WrongPlace(
              "is a sentinel, and not the server: name it in spring.data.redis.sentinel.nodes, and"
                  + " the server by spring.data.redis.sentinel.master, in place of REDIS_URL,"
                  + " spring.data.redis.url or spring.data.redis.host",
              List.of("unknown command `SET`", "unknown command 'SET'")),
          new WrongPlace(
              "is not known to spring.data.redis.sentinel.nodes: these must be sentinels, with"
                  + " their own port, and spring.data.redis.sentinel.master the name that they"
                  + " have for it",
              List.of(
                  "using sentinel for masterId",
                  "No such master with that name",
                  "unknown command `SENTINEL`",
                  "unknown command 'SENTINEL'")));

  /** Which one a server's answer stands for. */
  static Optional<WrongPlace> of(String answer) {
    return ALL.stream()
        .filter(each -> each.answers.stream().anyMatch(answer::contains))
        .findFirst();
  }
}
