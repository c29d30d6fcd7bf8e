using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace AgentMemory.Core;

/// <summary>The one reader of YAML: a document that is a mapping, of a depth that the reader's stack can hold.</summary>
public static class YamlText
{
    /// <summary>Levels of mappings and lists within one another; no plan or game file has more than six.</summary>
    public const int DepthMax = 32;

    /// <summary>The mapping of a text.</summary>
    /// <param name="file">Names it in errors.</param>
    /// <param name="text">YAML.</param>
    /// <exception cref="UserErrorException">It is no YAML, no single mapping, or nested more than <see cref="DepthMax"/> deep.</exception>
    public static YamlMappingNode Mapping(string file, string text)
    {
        try
        {
            CheckDepth(file, text);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents is [{ RootNode: YamlMappingNode root }]
                ? root
                : throw new UserErrorException($"{file}: holds no YAML mapping; write name: value, one a line");
        }
        catch (YamlException e)
        {
            throw new UserErrorException(
                $"{file}, line {e.Start.Line}, column {e.Start.Column}: is not YAML ({e.Message}); mend that line", e);
        }
    }

    // The tree is built by recursion, and a stack that overflows ends the process.
    private static void CheckDepth(string file, string text)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current switch
            {
                MappingStart or SequenceStart => 1,
                MappingEnd or SequenceEnd => -1,
                _ => 0,
            };
            if (depth > DepthMax)
            {
                var place = parser.Current!.Start;
                throw new UserErrorException($"{file}, line {place.Line}, column {place.Column}: is nested over {DepthMax} levels deep; make it flatter");
            }
        }
    }
}
