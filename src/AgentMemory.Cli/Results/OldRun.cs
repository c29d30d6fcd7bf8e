using System.Text.Json;
using AgentMemory.Cli.Catalogues;
using AgentMemory.Core;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Cli.Results;

/// <summary>Runs that were begun under the earlier rule, agentmemory.verdict/1: they can be looked at, and not gone on with.</summary>
internal static class OldRun
{
    private const string Schema = "agentmemory.verdict/1";

    /// <summary>What a page made anew from such a run says at its top.</summary>
    public const string Notice = "Old verdict, schema 1: this run was made and first judged under agentmemory.verdict/1. The words and numbers here "
        + "are the present rule's, of the same curves; the old document is kept beside it as verdict-schema-1.json.";

    /// <summary>True where the folder's plan or verdict is of the earlier schema.</summary>
    public static bool IsOne(ResultFiles files) => SchemaOf(files.Verdict) == Schema
        || File.Exists(files.OldVerdict) || (File.Exists(files.Plan) && GoneFields.AreIn(TextFile.Read(files.Plan, "plan")));

    /// <summary>Refuses to go on with such a run.</summary>
    /// <exception cref="UserErrorException">It is one.</exception>
    public static void RefuseResume(ResultFiles files)
    {
        if (IsOne(files))
        {
            throw new UserErrorException(
                $"{files.Path} was begun under {Schema} and cannot go on, since that rule is gone; look at it with agentmemory report "
                + $"{files.Path}, or begin a run in another folder");
        }

        if (SpellsOtherwise(files.Plan))
        {
            throw new UserErrorException(
                $"{files.Path} was begun by an earlier program, whose plans spell settings of learners otherwise, and cannot go on; look at it with "
                + $"agentmemory report {files.Path}, or begin a run in another folder");
        }
    }

    /// <summary>Puts the old document aside, once, so that the new one does not write over it.</summary>
    public static void KeepVerdict(ResultFiles files)
    {
        if (SchemaOf(files.Verdict) == Schema && !File.Exists(files.OldVerdict))
        {
            File.Copy(files.Verdict, files.OldVerdict);
        }
    }

    // Read as the plan of a finished run it can be, and as one to be run it cannot.
    private static bool SpellsOtherwise(string plan)
    {
        if (!File.Exists(plan))
        {
            return false;
        }

        var text = TextFile.Read(plan, "plan");
        try
        {
            PlanFile.ParseKept(plan, text, Catalogue.Learners);
        }
        catch (UserErrorException)
        {
            return false;
        }

        try
        {
            PlanFile.Parse(plan, text, Catalogue.Learners);
            return false;
        }
        catch (UserErrorException)
        {
            return true;
        }
    }

    private static string? SchemaOf(string verdict)
    {
        if (!File.Exists(verdict))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(TextFile.Bytes(verdict, "verdict"));
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("schema", out var schema)
                && schema.ValueKind == JsonValueKind.String ? schema.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
