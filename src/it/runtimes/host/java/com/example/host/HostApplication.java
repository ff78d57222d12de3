package com.example.host;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An application that had a page of its own before it received webhooks. */
@SpringBootApplication
@RestController
public class HostApplication {

  @GetMapping("/own")
  String own() {
    return "own";
  }
}
