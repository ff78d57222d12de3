package io.groqwebhooks.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.http.ResponseEntity;
import org.springframework.jms.annotation.EnableJms;
import org.springframework.jms.annotation.JmsListener;
import org.springframework.jms.core.JmsTemplate;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * What a Java user would write in place of the receiver behind a queue: a controller that answers
 * when Artemis, in the same process, has the event on its disk, and a listener in transactions that
 * handles each event once by {@code SET NX}.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableJms
@Import({JmsServer.Webhooks.class, JmsServer.Handler.class})
public class JmsServer {

  static final String QUEUE = "events";

  /** Starts it; the arguments are Spring's. */
  public static void main(String[] args) {
    SpringApplication.run(JmsServer.class, args);
  }

  @RestController
  static class Webhooks {

    private final JmsTemplate jms;

    Webhooks(JmsTemplate jms) {
      this.jms = jms;
    }

    @PostMapping("/webhooks/groq")
    ResponseEntity<Map<String, Object>> receive(
        @RequestHeader("x-groq-signature") String signature,
        @RequestHeader("x-groq-timestamp") String timestamp,
        @RequestBody byte[] body)
        throws GeneralSecurityException {
      if (!Signatures.isGenuine(signature, timestamp, body)) {
        return ResponseEntity.status(401).body(Map.of("error", "Invalid signature"));
      }
      // Messages are persistent by default, and a send returns when the broker has written.
      jms.convertAndSend(QUEUE, body);
      return ResponseEntity.ok(Map.of("received", true));
    }
  }

  static class Handler {

    private static final Logger LOG = LoggerFactory.getLogger(Handler.class);

    private final StringRedisTemplate redis;
    private final ObjectMapper mapper;

    Handler(StringRedisTemplate redis, ObjectMapper mapper) {
      this.redis = redis;
      this.mapper = mapper;
    }

    /** As many at once as the receiver has by default. */
    @JmsListener(destination = QUEUE, concurrency = "8")
    void handle(byte[] body) throws IOException {
      JsonNode event = mapper.readTree(body);
      String id = event.required("id").textValue();
      Boolean isNew = redis.opsForValue().setIfAbsent("jms:event:" + id, "1", Duration.ofDays(7));
      if (Boolean.TRUE.equals(isNew)) {
        LOG.info("Processed {}: {}", event.required("type").textValue(), id);
      }
    }
  }
}
