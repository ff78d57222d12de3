package io.groqwebhooks.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.jms.artemis.ArtemisAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * What a Java user would write in place of the receiver: the same checks, and one {@code SET NX}.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = ArtemisAutoConfiguration.class)
@Import(MvcServer.Webhooks.class)
public class MvcServer {

  /** Starts it; the arguments are Spring's. */
  public static void main(String[] args) {
    SpringApplication.run(MvcServer.class, args);
  }

  @RestController
  static class Webhooks {

    private final StringRedisTemplate redis;
    private final ObjectMapper mapper;

    Webhooks(StringRedisTemplate redis, ObjectMapper mapper) {
      this.redis = redis;
      this.mapper = mapper;
    }

    @PostMapping("/webhooks/groq")
    ResponseEntity<Map<String, Object>> receive(
        @RequestHeader("x-groq-signature") String signature,
        @RequestHeader("x-groq-timestamp") String timestamp,
        @RequestBody byte[] body)
        throws IOException, GeneralSecurityException {
      if (!Signatures.isGenuine(signature, timestamp, body)) {
        return ResponseEntity.status(401).body(Map.of("error", "Invalid signature"));
      }
      JsonNode event = mapper.readTree(body);
      String key = "mvc:event:" + event.required("id").textValue();
      Boolean isNew = redis.opsForValue().setIfAbsent(key, "1", Duration.ofDays(7));
      if (!Boolean.TRUE.equals(isNew)) {
        return ResponseEntity.ok(Map.of("received", true, "duplicate", true));
      }
      return ResponseEntity.ok(Map.of("received", true));
    }
  }
}
