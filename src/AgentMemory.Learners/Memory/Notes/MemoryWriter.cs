using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;

namespace AgentMemory.Learners.Memory.Notes;

/// <summary>What a model is asked to write into its memory.</summary>
internal sealed record MemoryRequest
{
    /// <summary>What stands before the request; of the episodes the latest that fit.</summary>
    public required Recollection Shown { get; init; }

    /// <summary>The request, to where the answer begins.</summary>
    public required string Request { get; init; }

    /// <summary>The form of the answer, given the tokens it may take.</summary>
    public required Func<int, CompletionForm> Form { get; init; }

    /// <summary>Tokens of the answer; never more than half of the window.</summary>
    public required int TokensMax { get; init; }

    public required double Temperature { get; init; }

    /// <summary>The end of the error where the window leaves no room for an answer: what to do.</summary>
    public required string Remedy { get; init; }
}

/// <summary>Lets a model read what was played and a request, think where it thinks, and write.</summary>
internal sealed class MemoryWriter(LearnerTools tools)
{
    private const int WrittenTokensMin = 16;

    /// <summary>The answer, and what it took with the thought before it.</summary>
    /// <exception cref="UserErrorException">The window is too small for the request.</exception>
    public (Completion Answer, Cost Cost) Write(MemoryRequest request, Rng rng, CancellationToken cancellation)
    {
        // A notebook may be larger than the window; what is written at once leaves half of it to what was played.
        var tokenizer = tools.Model.Tokenizer;
        var asked = tools.Prompt.Request(request.Request);
        var left = tools.Limits.Room - tokenizer.Count(asked) - tools.Prompt.ThoughtTokens(tokenizer);
        var written = Math.Min(request.TokensMax, Math.Min(tools.Limits.Room / 2, left));
        if (written < WrittenTokensMin)
        {
            throw new UserErrorException(
                $"what a model is told that edits its notes{(tools.Prompt.Thinking is null ? "" : ", with its thought,")} "
                + $"leaves {left} of {tools.Limits.ContextTokens} tokens of context; {request.Remedy}");
        }

        var preamble = tools.Prompt.Compose(request.Shown, tokenizer, left - written);
        var prompt = preamble.Text + asked;
        var thought = tools.Prompt.Thinking is null ? null : ThoughtWriter.Write(
            tools.Model, tools.Prompt, [new ThoughtRequest(prompt, tools.Prompt.BeforeText, request.Temperature, rng.Seed)], cancellation)[0];
        var completion = tools.Model.Complete(
            [
                new CompletionRequest
                {
                    Prompt = prompt + (thought is null ? "" : tools.Prompt.BeforeText.Around(thought.Text)),
                    Form = request.Form(written),
                    Temperature = request.Temperature,
                    Seed = rng.Seed,
                },
            ],
            cancellation)[0];
        return (completion, Cost.Of(tools.Model.Card, [completion]) + (thought?.Cost ?? Cost.None));
    }
}
