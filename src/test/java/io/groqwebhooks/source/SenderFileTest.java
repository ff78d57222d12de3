package io.groqwebhooks.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of an operator's own, what is wrong in them, and what a source says beside them. */
class SenderFileTest {

  private static final String ACME =
      """
      title: Acme
      signature:
        header: X-Acme-Signature
        prefix: "sha256="
      event:
        id: [/event/id, digest]
        type: /event/kind + /event/verb
      """;

  @TempDir private Path folder;

  private Sender sender(String... settings) {
    Map<String, String> properties = new TreeMap<>();
    for (String setting : settings) {
      String[] parts = setting.split("=", 2);
      properties.put("webhooks.sources.acme." + parts[0], parts[1]);
    }
    return Sender.of(
        "acme",
        new SettingsReader(properties::get, properties.keySet()).source("acme"),
        SenderFiles.in(folder.toString()));
  }

  private void file(String name, String yaml) throws IOException {
    Files.writeString(folder.resolve(name + ".yaml"), yaml);
  }

  @Test
  void aFileInTheFolderIsASender() throws IOException {
    file("acme", ACME);

    Sender acme = sender();
    assertThat(acme.name()).isEqualTo("acme");
    assertThat(acme.scheme().headers().get(0).signature()).isEqualTo("X-Acme-Signature");
    assertThat(acme.layout().type().get(0))
        .hasToString("Field 'event.kind' with Field 'event.verb'");
    assertThat(SenderFiles.in(folder.toString()).names()).contains("acme", "stripe");
  }

  @Test
  void whatASourceSaysCountsBeforeTheFile() throws IOException {
    file("acme", ACME);

    Sender acme =
        sender("signature.header=X-Other", "event.type=/kind", "tolerance=1m", "event.id=digest");
    assertThat(acme.scheme().headers().get(0).signature()).isEqualTo("X-Other");
    assertThat(acme.scheme().kinds().get(0).prefix()).isEqualTo("sha256=");
    assertThat(acme.layout().type()).hasToString("[Field 'kind']");
    assertThat(acme.tolerance()).hasMinutes(1);
  }

  @Test
  void aFileOfTheOperatorsReplacesThatOfTheJarAndMayBeBasedOnIt() throws IOException {
    file("stripe", "based-on: github\nsignature: {header: X-Mine}\n");

    Sender mine = sender("scheme=stripe");
    assertThat(mine.scheme().headers().get(0).signature()).isEqualTo("X-Mine");
    assertThat(mine.scheme().kinds().get(0).prefix()).isEqualTo("sha256=");
  }

  @Test
  void aSourceNeedsNoFile() {
    Sender acme = sender("scheme=hmac", "signature.header=X-Sig", "signature.content={body}");
    assertThat(acme.layout().id()).hasToString("[Field 'id', The digest of the content]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "signature: [header|line 1: ",
        "signature:\\n  header: X\\n  content: {timestamp}.{body}|line 3: expected <block end>, but found '<scalar>' (a text with { or : in it stands in quotes)",
        "signature:\\n  header: X\\n  content: '{timestamp}.{body}'|Scheme 'acme' signs a {timestamp}, and has no place for it, such as timestamp.header",
        "just text|must hold keys such as title: and signature:",
        "signature: {heder: X}|line 1: signature.heder is not known. Did you mean signature.header?",
        "titel: x|line 1: titel is not known. Did you mean title?",
        "password: x|line 1: password is not known. Known are answer, based-on, body,",
        "title: a\\ntitle: b|line 2: title stands twice",
        "signature: {header: [[X]]}|line 1: signature.header must be a text or a list of texts",
        "title: x|Of the sender 'acme' nobody says which header carries the signature.",
        "signature:\\n  header: X\\n  algorithm: md5|line 3: signature.algorithm must be one of basic, ecdsa-sha256,",
        "signature:\\n  header: X Y|line 2: signature.header must be the name of a header, not 'X Y'",
        "signature:\\n  header: X\\n  content: '{bdy}'|line 3: signature.content cannot be used: Unknown placeholder {bdy}",
        "signature:\\n  header: X\\n  content: '{timestamp}'|line 3: signature.content cannot be used",
        "signature:\\n  header: X\\n  content: '{url}{body}'|signs the address that it posts to, and nobody says which",
        "signature:\\n  header: X\\nevent:\\n  id: id|line 4: event.id must be a JSON pointer",
        "signature:\\n  header: X\\nevent:\\n  id: signed-id|line 4: event.id must be another place",
        "signature:\\n  header: X\\ntolerance: long|line 3: tolerance must be a duration such as 5m",
        "signature:\\n  header: X\\nbody:\\n  content-types: text|line 4: body.content-types must be media types",
        "signature:\\n  header: X\\nhandshake:\\n  when: ping|line 4: handshake.when must be a value such as /type=ping, not 'ping'",
        "signature:\\n  header: X\\nhandshake:\\n  when: /a=b|handshake.challenge must be query:<name>",
        "signature:\\n  header: X\\nhandshake:\\n  method: PUT|line 4: handshake.method must be one of GET,",
        "signature:\\n  header: X\\nhandshake:\\n  method: GET\\n  answer: x\\n  answer-header: a b|line 6: handshake.answer-header must be headers",
        "signature:\\n  header: X\\nhandshake:\\n  answer: x|line 4: handshake.answer describes a POST, and nobody says",
        "signature:\\n  header: X\\nhandshake:\\n  method: GET\\n  challenge: /a|line 4: handshake.method must be one whose requests bring /a",
        "signature:\\n  header: X\\nhandshake:\\n  when: query:a\\n  answer: x\\n  status: 404|line 6: handshake.status must be a status from 200 to 299",
        "signature:\\n  header: X\\nhandshake:\\n  when: /a\\n  answer: x\\n  confirm: /b|line 6: handshake.confirm must be missing unless",
        "signature:\\n  header: X\\nhandshake:\\n  when: /a\\n  answer: x\\n  secret: /b|line 6: handshake.secret must be missing unless it is a POST and handshake.signed is false",
        "signature:\\n  header: X\\n  jwks: https://a.example/|line 3: signature.jwks must be missing unless signature.algorithm is jwt",
        "signature:\\n  header: X\\n  algorithm: rsa-sha256\\n  certificate: header:Y\\n  certificate-address: '('|line 5: signature.certificate-address must be a regular expression",
        "signature:\\n  header: X\\nhandshake:\\n  method: GET\\n  answer: x\\n  confirm: query:a\\n  confirm-address: a|line 6: handshake.confirm must be missing unless",
        "signature:\\n  header: X\\n  algorithm: sha256\\n  content: '{body}'|line 4: signature.content must be one with {secret}",
        "signature:\\n  header: X\\n  certificate: header:Y\\n  certificate-address: a|line 3: signature.certificate must be missing unless signature.algorithm is rsa-sha1,",
        "signature:\\n  header: X\\n  content: '{timestamp}{body}'\\ntimestamp:\\n  prefix: t=|line 5: timestamp.prefix must be set together with signature.separator",
        "signature:\\n  header: X\\ntimestamp:\\n  claim: a|line 4: timestamp.claim must be missing unless signature.algorithm is jwt",
        "signature:\\n  header: X\\nevent:\\n  id: outer:/a|line 4: event.id must be another place, since outer: is for event.subject",
        "signature:\\n  header: X\\nanswer:\\n  status: 302|line 4: answer.status must be a status from 200 to 299",
        "signature:\\n  header: X\\n  algorithm: [sha1, md5]|line 3: signature.algorithm must be one of basic, ecdsa-sha256,",
        "signature:\\n  header: X\\n  content: '{header:Y}'|The signature of the sender 'acme' does not prove the body",
        "signature:\\n  header: X\\n  content: '{crc32:body}'|The signature of the sender 'acme' does not prove the body",
        "signature:\\n  header: X\\n  algorithm: jwt|The signature of the sender 'acme' does not prove the body",
        "signature:\\n  header: X\\n  claims: a|line 3: signature.claims must be claims such as body={sha256:body}",
        "signature:\\n  header: X\\n  algorithm: rsa-sha256\\n  certificate: header:Y|signature.certificate-address must be the addresses",
        "signature:\\n  field: x|line 2: signature.field must be a JSON pointer such as /signature/token",
        "signature:\\n  header: X\\ntimestamp:\\n  field: x|line 4: timestamp.field must be a JSON pointer",
        "signature:\\n  field: /a\\n  content: '{field:/b/c}'\\nbody:\\n  only-signed: true|line 5: body.only-signed must be false where signed fields are nested",
        "signature:\\n  header: X\\nbody:\\n  gzip: zip|line 4: body.gzip must be one of compressed, plain, refused",
        "signature:\\n  header: X\\n  content: '{sha256:body}'\\nhandshake:\\n  method: GET\\n  challenge: query:c\\n  answer: '{hmac-sha256-hex:challenge}'|line 7: handshake.answer must be one without an HMAC",
        "signature:\\n  header: X\\nhandshake:\\n  method: HEAD\\n  answer: a\\n  content-type: text/html|line 6: handshake.content-type must be application/json or text/plain",
        "signature:\\n  header: X\\nbody:\\n  events: x|line 4: body.events must be root, or a JSON pointer to an array",
        "signature:\\n  header: X\\nbody:\\n  form: x|line 4: body.form must be field:<name>, fields, or both",
        "signature:\\n  header: X\\nbody:\\n  events: root\\n  max-events: 0|line 5: body.max-events must be a number from 1 to 100000",
        "based-on: nobody|line 1: based-on must be the name of another sender that has a file, not 'nobody'",
        "based-on: acme|based-on must be the name of another sender"
      })
  void aMistakeIsToldByItsLine(String yaml, String problem) throws IOException {
    file("acme", yaml.replace("\\n", "\n"));

    assertThatThrownBy(() -> sender())
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void aFolderThatIsMissingIsToldUnlessItIsTheUsualOne() {
    assertThat(SenderFiles.in("senders").names()).contains("groq");
    assertThatThrownBy(() -> SenderFiles.in(folder.resolve("nowhere").toString()))
        .hasMessageStartingWith("webhooks.senders-dir must be a folder");
  }
}
