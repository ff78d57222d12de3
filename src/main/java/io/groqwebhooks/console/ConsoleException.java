package io.groqwebhooks.console;

/** A request that cannot be answered as it asks. Its message is a sentence for an operator. */
final class ConsoleException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * @param status the HTTP status of the answer
   */
  ConsoleException(int status, String sentence) {
    super(sentence);
    this.status = status;
  }

  /** What is asked for is not there. */
  static ConsoleException notFound(String sentence) {
    return new ConsoleException(404, sentence);
  }

  /** The request says what cannot be meant. */
  static ConsoleException bad(String sentence) {
    return new ConsoleException(400, sentence);
  }

  int status() {
    return status;
  }

  String sentence() {
    return String.valueOf(getMessage());
  }
}
