package com.example.shop;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.net.URI;
import org.apache.camel.Converter;
import org.apache.camel.TypeConverters;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Has of everything that the webhook source has one of its own. */
@SpringBootApplication
public class ShopApplication {

  @Bean
  ObjectMapper shopMapper() {
    return new ObjectMapper()
        .setPropertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .configure(JsonGenerator.Feature.WRITE_NUMBERS_AS_STRINGS, true)
        .enable(SerializationFeature.WRAP_ROOT_VALUE);
  }

  @Bean
  IdempotentRepository orders() {
    return MemoryIdempotentRepository.memoryIdempotentRepository(10);
  }

  @Bean
  TypeConverters shopConverters() {
    return new ShopConverters();
  }

  /** Converters of the application's own. */
  public static class ShopConverters implements TypeConverters {

    @Converter
    public URI toUri(Item item) {
      return URI.create("urn:item:" + item.id());
    }
  }

  /** What the shop sells. */
  public record Item(String id, int priceInCents) {}
}
