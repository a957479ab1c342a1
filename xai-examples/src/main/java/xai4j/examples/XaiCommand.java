package xai4j.examples;

import java.util.concurrent.Callable;

/**
 * A command that a jar adds to the program: a public class with picocli's {@code @Command}, a public constructor without arguments,
 * and its name in {@code META-INF/services/xai4j.examples.XaiCommand}. The jar is put beside the others in {@code xai/lib}.
 *
 * <p>{@link #call} gives the exit status: 0 done, 2 for bad input. An {@link IllegalArgumentException} or {@link
 * xai4j.tensor.XaiException} is told in one line and gives 2.
 */
public interface XaiCommand extends Callable<Integer> {}
