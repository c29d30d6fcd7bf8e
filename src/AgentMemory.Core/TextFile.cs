using System.Text;

namespace AgentMemory.Core;

/// <summary>Text files that users name: UTF-8, or UTF-16 with its mark, of a size that fits into memory.</summary>
public static class TextFile
{
    /// <summary>Largest file that is read whole, in bytes; no plan, grammar or rulesheet comes near it.</summary>
    public const int BytesMax = 64 << 20;

    /// <summary>All bytes of a file, up to <see cref="BytesMax"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it should have been: "lessons".</param>
    /// <exception cref="UserErrorException">It cannot be read or is larger.</exception>
    public static byte[] Bytes(string path, string what)
    {
        using var stream = Open(path, what);
        try
        {
            using var held = new MemoryStream();
            var buffer = new byte[1 << 16];
            // The length of a device or a pipe is not known before it is read.
            for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
            {
                held.Write(buffer, 0, read);
                if (held.Length > BytesMax)
                {
                    throw new UserErrorException($"{what} {path} is over {BytesMax >> 20} MiB; name a smaller file");
                }
            }

            return held.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, what, e);
        }
    }

    /// <summary>The whole file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it should have been: "plan", "grammar".</param>
    /// <exception cref="UserErrorException">It cannot be read, is no text, or is over <see cref="BytesMax"/>.</exception>
    public static string Read(string path, string what)
    {
        try
        {
            using var reader = Reader(new MemoryStream(Bytes(path, what)));
            var text = reader.ReadToEnd();
            return text.Contains('\0') ? throw NoText($"{what} {path}", "it holds a zero byte") : text;
        }
        catch (DecoderFallbackException e)
        {
            throw NoText($"{what} {path}", $"byte {e.Index} is not valid UTF-8");
        }
    }

    /// <summary>The lines of a file of any length, one at a time.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it should have been: "lessons", "answers".</param>
    /// <exception cref="UserErrorException">It cannot be read, is no text, or a line is over <see cref="BytesMax"/> characters.</exception>
    public static IEnumerable<string> Lines(string path, string what)
    {
        using var reader = OpenLines(path, what);
        for (var number = 1; NextLine(reader, $"{what} {path}", number) is { } line; number++)
        {
            yield return line;
        }
    }

    /// <summary>Opens a file to be read by <see cref="NextLine"/>.</summary>
    /// <exception cref="UserErrorException">It cannot be opened.</exception>
    public static StreamReader OpenLines(string path, string what) => Reader(Open(path, what));

    /// <summary>The next line, or null at the end. Nothing larger than a line is held, and no line over <see cref="BytesMax"/> characters.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="name">Names it in errors.</param>
    /// <param name="number">The line's number, from 1.</param>
    /// <exception cref="UserErrorException">It cannot be read, is no text, or the line is longer.</exception>
    public static string? NextLine(TextReader reader, string name, int number)
    {
        try
        {
            var line = new StringBuilder();
            for (var read = reader.Read(); read >= 0; read = reader.Read())
            {
                switch ((char)read)
                {
                    case '\n':
                        return line.ToString();
                    case '\r':
                        if (reader.Peek() == '\n')
                        {
                            reader.Read();
                        }

                        return line.ToString();
                    case '\0':
                        throw NoText(name, $"line {number} holds a zero byte");
                    default:
                        line.Append((char)read);
                        break;
                }

                if (line.Length > BytesMax)
                {
                    throw new UserErrorException($"{name}, line {number} is over {BytesMax >> 20} million characters; break it up");
                }
            }

            return line.Length > 0 ? line.ToString() : null;
        }
        catch (DecoderFallbackException)
        {
            throw NoText(name, $"line {number} or a later one is not valid UTF-8");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{name} cannot be read ({e.Message.TrimEnd('.')}); name a file that is there", e);
        }
    }

    /// <summary>Writes a file that the user named.</summary>
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public static void Write(string path, string text)
    {
        if (Directory.Exists(path))
        {
            throw new UserErrorException($"{path} is a folder; name a file to write");
        }

        if (RegularFile.OtherKind(path) is { } kind && !DevicePath.Is(path))
        {
            throw new UserErrorException($"{path} is {kind}, which is not opened; name a file to write");
        }

        try
        {
            File.WriteAllText(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UserErrorException($"{path} cannot be written ({e.Message}); name a file in a folder that can", e);
        }
    }

    private static FileStream Open(string path, string what)
    {
        if (Directory.Exists(path))
        {
            throw new UserErrorException($"{what} {path} is a folder; name a file");
        }

        RegularFile.Require(path, what);
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unreadable(path, what, e);
        }
    }

    private static StreamReader Reader(Stream stream) =>
        new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true);

    private static UserErrorException NoText(string name, string why) => new($"{name} is no text file: {why}; name a text file in UTF-8");

    private static UserErrorException Unreadable(string path, string what, Exception cause) =>
        new($"{what} {path} cannot be read ({cause.Message.TrimEnd('.')}); name a file that is there", cause);
}
