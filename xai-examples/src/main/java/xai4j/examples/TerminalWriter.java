package xai4j.examples;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import xai4j.io.ControlCharacters;

/** What is printed for a person; a stranger's labels and file names cannot steer the terminal. */
final class TerminalWriter extends FilterWriter {
    TerminalWriter(Writer out) {
        super(out);
    }

    /** A writer to one of the program's streams. */
    static PrintWriter of(PrintStream stream) {
        return new PrintWriter(new TerminalWriter(new PrintWriter(stream, true, Charset.defaultCharset())), true);
    }

    @Override
    public void write(int character) throws IOException {
        write(Character.toString((char) character));
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
        write(new String(text, from, length));
    }

    @Override
    public void write(String text, int from, int length) throws IOException {
        write(text.substring(from, from + length));
    }

    @Override
    public void write(String text) throws IOException {
        out.write(ControlCharacters.replacedInLines(text));
    }
}
