using System.Globalization;
using System.Text;
using AgentMemory.Core;

namespace AgentMemory.Cli.Terminal;

/// <summary>The last lines of a terminal, which are drawn anew in their place.</summary>
internal sealed class LiveArea
{
    private readonly TextWriter _out;
    private readonly Func<(int Width, int Height)> _size;
    private int _drawn;

    /// <param name="output">A terminal that obeys ANSI escapes.</param>
    /// <param name="size">Its columns and rows at a moment.</param>
    public LiveArea(TextWriter output, Func<(int Width, int Height)> size)
    {
        (_out, _size) = (output, size);
    }

    /// <summary>Draws lines where the earlier ones were.</summary>
    public void Draw(Func<(int Width, int Height), IReadOnlyList<string>> lines)
    {
        var size = _size();
        var shown = lines(size).Take(Math.Max(1, size.Height - 1)).ToList();
        var text = new StringBuilder(Up());
        foreach (var line in shown)
        {
            // To the end of the line is erased, so that nothing flickers.
            text.Append(Printable(line)).Append("\u001b[K\n");
        }

        // One write, and below it nothing of a longer drawing.
        _out.Write(text.Append("\u001b[J").ToString());
        _out.Flush();
        _drawn = shown.Count;
    }

    // Takes the lines away, so that what is written next stays.
    private void Clear()
    {
        _out.Write(Up() + "\u001b[J");
        _drawn = 0;
    }

    /// <summary>Leaves what is drawn where it stands; the next drawing begins below it.</summary>
    public void Leave() => _drawn = 0;

    /// <summary>Writes a line that stays, broken between words, and takes what was drawn away.</summary>
    public void Write(string line)
    {
        Clear();
        var width = Math.Max(1, _size().Width);
        foreach (var part in WrappedText.Lines(line, width))
        {
            _out.WriteLine(Printable(part));
        }
    }

    private string Up() => _drawn == 0 ? "\r" : string.Create(CultureInfo.InvariantCulture, $"\r\u001b[{_drawn}A");

    // Names of tasks and files come into lines; none of them may move the cursor.
    private static string Printable(string line) => line.Any(char.IsControl) ? string.Concat(line.Select(c => char.IsControl(c) ? '?' : c)) : line;
}
