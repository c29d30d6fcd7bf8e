using System.CommandLine;
using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Gguf;
using AgentMemory.Inference.Templates;

namespace AgentMemory.Cli.Options;

/// <summary>Which chat template a command takes: the model's own, a file's, or none.</summary>
internal static class TemplateOption
{
    private const string None = "none";

    public static Option<string?> Make() => new("--chat-template")
    {
        Description = "A file with a chat template in Jinja in place of the model's own, or none for the plain layout",
    };

    /// <summary>The template; null where there is none, and a conversation is told in plain words.</summary>
    /// <param name="file">The model.</param>
    /// <param name="named">As it was typed; null for the model's own.</param>
    /// <param name="settings">Date and switches.</param>
    /// <param name="notices">Takes what a person should know of the template.</param>
    /// <param name="cancellation">Ends a rendering.</param>
    /// <exception cref="UserErrorException">There is no such file, or the template fails.</exception>
    public static IChatTemplate? Open(
        GgufFile file, string? named, ChatTemplateSettings settings, TextWriter notices, CancellationToken cancellation)
    {
        if (named == None)
        {
            return null;
        }

        var opened = named is null
            ? OpenedTemplate.Of(file, settings, Tell, cancellation)
            : OpenedTemplate.Of(Source(named), named, file, settings, Tell, cancellation);
        foreach (var remark in opened?.Remarks ?? [])
        {
            Tell(remark);
        }

        return opened?.Template;

        void Tell(string line) => notices.WriteLine($"warning: {line}");
    }

    /// <summary>What the template in a model's file does, in one line.</summary>
    public static string Summary(GgufFile file)
    {
        try
        {
            return OpenedTemplate.Of(file, new ChatTemplateSettings(), _ => { })?.Probe.Summary ?? "none; the plain layout is used";
        }
        catch (UserErrorException cause)
        {
            return $"cannot be used: {cause.Message}";
        }
    }

    private static string Source(string path) => File.Exists(path)
        ? TextFile.Read(path, "--chat-template")
        : throw new UserErrorException($"--chat-template {path}: there is no such file; give a file with a template in Jinja, or none");
}
