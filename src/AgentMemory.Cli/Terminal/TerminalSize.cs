namespace AgentMemory.Cli.Terminal;

/// <summary>How much a terminal shows.</summary>
internal static class TerminalSize
{
    /// <summary>Columns for text on standard output; no limit where it goes to a file or a pipe.</summary>
    public static int TextColumns => Console.IsOutputRedirected ? int.MaxValue : Now().Columns;

    /// <summary>Columns and rows; 79 and 24 where the terminal does not say.</summary>
    public static (int Columns, int Rows) Now()
    {
        try
        {
            // The last column is left free: some terminals break the line there. A terminal of no columns does not know its size.
            return Console.WindowWidth > 0 ? (Math.Max(ProgressText.WidthMin, Console.WindowWidth - 1), Console.WindowHeight) : (79, 24);
        }
        catch (IOException)
        {
            return (79, 24);
        }
    }
}
