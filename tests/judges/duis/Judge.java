import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import uk.co.smartdcc.boxed.xmldsig.ResultCode;
import uk.co.smartdcc.boxed.xmldsig.Sign;
import uk.co.smartdcc.boxed.xmldsig.Validate;

/**
 * Asks the published signer many times in one process, for a new one takes 1.6 s.
 *
 * Reads on stdin an octet (S to sign, V to validate), a length of four octets and a document; writes on stdout an
 * octet (0 when it was done), a length and what the signer wrote.
 */
final class Judge {
  public static void main(String[] none) throws IOException {
    DataInputStream asked = new DataInputStream(System.in);
    DataOutputStream told = new DataOutputStream(System.out);
    System.setErr(new PrintStream(OutputStream.nullOutputStream()));
    for (int what = asked.read(); what >= 0; what = asked.read()) {
      byte[] document = new byte[asked.readInt()];
      asked.readFully(document);
      ByteArrayOutputStream written = new ByteArrayOutputStream();
      System.setIn(new ByteArrayInputStream(document));
      System.setOut(new PrintStream(written, true));
      ResultCode result = what == 'S' ? Sign.main_aux(new String[] {"-", "--preserveCounter"}) : Validate.main_aux(new String[] {"-"});
      System.out.flush();
      told.writeByte(result.ordinal());
      told.writeInt(written.size());
      written.writeTo(told);
      told.flush();
    }
  }
}
