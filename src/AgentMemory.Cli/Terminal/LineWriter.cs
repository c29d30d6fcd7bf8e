using System.Text;

namespace AgentMemory.Cli.Terminal;

/// <summary>Hands on whole lines: stands for standard error while a display draws, so that remarks from anywhere stay above the drawing.</summary>
internal sealed class LineWriter(Action<string> line) : TextWriter
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _begun = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        string? whole = null;
        lock (_lock)
        {
            if (value == '\n')
            {
                whole = _begun.ToString().TrimEnd('\r');
                _begun.Clear();
            }
            else
            {
                _begun.Append(value);
            }
        }

        if (whole is not null)
        {
            line(whole);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _begun.Length > 0)
        {
            Write('\n');
        }

        base.Dispose(disposing);
    }
}
