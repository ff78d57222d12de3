package com.example.shop;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Says who may come in at all, and keeps an old path alive. */
@Component
class ShopGate extends OncePerRequestFilter {

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getHeader("X-Blocked") != null) {
      response.sendError(HttpServletResponse.SC_FORBIDDEN);
    } else if (request.getRequestURI().equals("/old/groq")) {
      request.getRequestDispatcher("/webhooks/groq").forward(request, response);
    } else {
      chain.doFilter(request, response);
    }
  }
}
