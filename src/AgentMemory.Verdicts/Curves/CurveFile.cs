using System.Globalization;
using System.Text;
using AgentMemory.Core;

namespace AgentMemory.Verdicts.Curves;

/// <summary>Curves from a file of either format; which one it is, its first character tells.</summary>
public static class CurveFile
{
    /// <summary>Reads a CSV or JSON file of curves.</summary>
    /// <param name="path">As the user typed it; errors name it so.</param>
    /// <param name="cancellation">Looked at before every row.</param>
    /// <exception cref="UserErrorException">The file is not there, not readable, not UTF-8, or cannot be used.</exception>
    public static CurveTable Read(string path, CancellationToken cancellation = default)
    {
        if (path.Length > 0)
        {
            RegularFile.Require(path, "curves");
        }

        try
        {
            using var stream = File.OpenRead(path);
            // What the shell hands over cannot be read from its start again.
            using var held = stream.CanSeek ? null : new MemoryStream(TextFile.Bytes(path, "curves"));
            return Read(held ?? (Stream)stream, path, cancellation);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserErrorException($"{path}: there is no such file; name a .csv or .json file of curves", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new UserErrorException($"{path}: may not be read, or is a folder; name a readable file", error);
        }
        catch (ArgumentException error)
        {
            throw new UserErrorException($"\"{path}\" is no name of a file; name a .csv or .json file of curves", error);
        }
        catch (IOException error)
        {
            throw new UserErrorException($"{path}: cannot be read ({error.Message}); copy it again", error);
        }
    }

    /// <summary>Reads either format from a stream that can go back to its start.</summary>
    /// <param name="stream">Read to its end and left open.</param>
    /// <param name="source">What to call it in an error.</param>
    /// <param name="cancellation">Looked at before every row.</param>
    /// <exception cref="UserErrorException">Not UTF-8, or it cannot be used.</exception>
    public static CurveTable Read(Stream stream, string source, CancellationToken cancellation = default)
    {
        var start = FirstCharacter(stream);
        if (start.Character is '[' or '{')
        {
            stream.Position = start.AfterMark;
            return CurveJson.Read(ReadWhole(stream, source), source, cancellation);
        }

        stream.Position = 0;
        using var text = new StreamReader(
            stream,
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true),
            detectEncodingFromByteOrderMarks: true,
            bufferSize: 1 << 16,
            leaveOpen: true);
        try
        {
            return CurveCsv.Read(text, source, cancellation);
        }
        catch (DecoderFallbackException error)
        {
            throw new UserErrorException($"{source}: is not text in UTF-8; save it as UTF-8", error);
        }
    }

    private static (int Character, long AfterMark) FirstCharacter(Stream stream)
    {
        Span<byte> mark = stackalloc byte[3];
        stream.Position = 0;
        var read = stream.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false);
        var afterMark = mark[..read].SequenceEqual(Encoding.UTF8.Preamble) ? 3 : 0;
        stream.Position = afterMark;
        int character;
        do
        {
            character = stream.ReadByte();
        }
        while (character is ' ' or '\t' or '\r' or '\n');
        return (character, afterMark);
    }

    private static byte[] ReadWhole(Stream stream, string source)
    {
        var length = stream.Length - stream.Position;
        if (length > CurveLimits.JsonBytesMax)
        {
            throw new UserErrorException(string.Create(
                CultureInfo.InvariantCulture,
                $"{source}: {length:N0} bytes of JSON; the limit is {CurveLimits.JsonBytesMax:N0}: write it as CSV"));
        }

        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
