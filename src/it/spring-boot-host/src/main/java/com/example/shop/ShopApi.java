package com.example.shop;

import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ShopApi {

  @GetMapping("/api/items/{id}")
  ShopApplication.Item item(@PathVariable("id") String id) {
    if (id.equals("none")) {
      throw new IllegalStateException("sold out");
    }
    return new ShopApplication.Item(id, 100);
  }

  @ExceptionHandler
  ResponseEntity<Map<String, String>> soldOut(IllegalStateException e) {
    return ResponseEntity.status(HttpStatus.GONE).body(Map.of("problem", e.getMessage()));
  }
}
