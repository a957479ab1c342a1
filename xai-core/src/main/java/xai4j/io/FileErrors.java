package xai4j.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import xai4j.tensor.XaiException;

/** What a file system has against a file, in words; its exceptions often say no more than the path. */
public final class FileErrors {
    private FileErrors() {}

    /** The reason alone, to follow a path and a colon. */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "permission is denied";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "something of that name is there already";
        }
        if (e instanceof NotDirectoryException) {
            return "it is no folder";
        }
        if (e instanceof DirectoryNotEmptyException) {
            return "it is a folder that is not empty";
        }
        if (e instanceof FileSystemLoopException) {
            return "its links lead in a circle";
        }
        if (e instanceof CharacterCodingException) {
            return "it is not UTF-8 text";
        }
        if (e instanceof EOFException) {
            return "it ends too early";
        }
        String message = e instanceof FileSystemException refused ? refused.getReason() : e.getMessage();
        if (message == null || message.isBlank()) {
            return e.getClass().getSimpleName();
        }
        return message.equals("Is a directory") ? "it is a folder" : message;
    }

    /**
     * Makes a folder and those above it.
     *
     * @param what how the message calls it, for example {@code output folder}
     * @throws XaiException naming the folder and the reason, if it cannot be made or nothing can be written into it
     */
    public static void makeFolder(Path folder, String what) {
        requirePossible(folder, what);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new XaiException(what + " " + folder + " cannot be made: " + reason(e), e);
        }
    }

    /**
     * Checks, without making it, that a folder can be made or is there.
     *
     * @param what how the message calls it
     * @throws XaiException naming the folder and the reason, if it cannot be made or nothing can be written into it
     */
    public static void requirePossible(Path folder, String what) {
        Path whole = folder.toAbsolutePath();
        Path there = whole;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there)) {
            throw new XaiException(
                    what + " " + folder + " cannot be made: " + (there.equals(whole) ? "it" : there) + " is a file");
        }
        if (!Files.isWritable(there)) {
            throw new XaiException(what + " " + folder
                    + (there.equals(whole) ? " is not writable" : " cannot be made: " + there + " is not writable"));
        }
    }

    /**
     * Deletes a file, if it is there.
     *
     * @throws XaiException if it cannot be deleted
     */
    public static void deleteIfThere(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new XaiException("cannot delete " + file + ": " + reason(e), e);
        }
    }
}
