using AgentMemory.Core;

namespace AgentMemory.Games.Gdl;

/// <summary>Makes the error of a rulesheet: one line with file, line, column and remedy.</summary>
internal static class GdlError
{
    public static UserErrorException At(string file, GdlNode node, string message) => At(file, node.Line, node.Column, message);

    public static UserErrorException At(string file, int line, int column, string message) =>
        new($"{file}:{line}:{column}: {message}");
}
