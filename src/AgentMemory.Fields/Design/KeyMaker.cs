using System.Diagnostics;
using AgentMemory.Core.Episodes;
using AgentMemory.Fields.Knowledge;

namespace AgentMemory.Fields.Design;

/// <summary>Turns a draft into an item: both engines answer, and must agree.</summary>
internal static class KeyMaker
{
    /// <summary>The item, or null where the question has no answer.</summary>
    /// <exception cref="KeyDisagreementException">The engines differ.</exception>
    public static FieldItem? Make(FieldDesign design, FieldDesign? original, Draft draft)
    {
        if (KeyOf(design, draft) is not { } key)
        {
            return null;
        }

        return new FieldItem
        {
            Level = draft.Level,
            Concepts = [.. draft.Concepts.Select(design.Plan.Name)],
            Question = draft.Question,
            Choices = draft.Claims?.Select(c => c.Text).ToList(),
            Key = key,
            Explanation = draft.Why,
            Fact = draft.Fact,
            Unstated = draft.Unstated,
            Floor = draft.Floor,
            Changed = original is not null && IsChanged(original, draft, key),
            Reply = draft.Claims is { } claims
                ? new ReplyForm.OneOf([.. claims.Select((_, i) => AnswerKey.Choice.LetterOf(i))])
                : new ReplyForm.Written(draft.TokensMax, draft.Grammar),
        };
    }

    private static AnswerKey? KeyOf(FieldDesign design, Draft draft)
    {
        if (draft.Claims is { } claims)
        {
            var first = FalseClaims(design, claims, Engine.First);
            var second = FalseClaims(design, claims, Engine.Second);
            Agree(draft, string.Join(' ', first), string.Join(' ', second));
            return first.Count == 1
                ? new AnswerKey.Choice { Right = claims[first[0]].Text, Choices = [.. claims.Select(c => c.Text)] }
                : throw new UnreachableException($"{draft.Fact}: {first.Count} claims are false");
        }

        var probe = draft.Probe ?? throw new UnreachableException($"{draft.Fact} asks nothing");
        var answer = design.Answer(probe, Engine.First);
        if (draft.Shape == AnswerShape.Checked)
        {
            return answer is null ? null : CheckedKey(design, draft, probe, answer);
        }

        Agree(draft, answer, design.Answer(probe, Engine.Second));
        return answer is null ? null : draft.Shape switch
        {
            AnswerShape.Number => new AnswerKey.Number { Right = answer },
            AnswerShape.Set => new AnswerKey.Set { Right = answer, Fillers = draft.Fillers },
            _ => new AnswerKey.Text { Right = answer, Fillers = draft.Fillers },
        };
    }

    // Where many answers are right, each engine checks what the first proposes.
    private static AnswerKey.Checked CheckedKey(FieldDesign design, Draft draft, Probe probe, string answer)
    {
        foreach (var engine in (ReadOnlySpan<Engine>)[Engine.First, Engine.Second])
        {
            if (!design.Accepts(probe, answer, engine))
            {
                throw new KeyDisagreementException(draft.Question, answer, $"refused by the {engine} engine");
            }
        }

        return new AnswerKey.Checked
        {
            Right = answer,
            Check = reply =>
            {
                var first = design.Accepts(probe, reply, Engine.First);
                return first == design.Accepts(probe, reply, Engine.Second)
                    ? first
                    : throw new KeyDisagreementException(draft.Question, reply, "the two checkers differ");
            },
        };
    }

    private static List<int> FalseClaims(FieldDesign design, IReadOnlyList<Claim> claims, Engine engine)
    {
        var wrong = new List<int>();
        for (var i = 0; i < claims.Count; i++)
        {
            if (design.Answer(claims[i].Probe, engine) != claims[i].Value)
            {
                wrong.Add(i);
            }
        }

        return wrong;
    }

    private static void Agree(Draft draft, string? first, string? second)
    {
        if (first != second)
        {
            throw new KeyDisagreementException(draft.Question, first ?? "nothing", second ?? "nothing");
        }
    }

    private static bool IsChanged(FieldDesign original, Draft draft, AnswerKey key)
    {
        if (draft.Claims is { } claims)
        {
            var wrong = FalseClaims(original, claims, Engine.First);
            return wrong.Count != 1 || claims[wrong[0]].Text != key.Right;
        }

        return draft.Shape == AnswerShape.Checked
            ? !original.Accepts(draft.Probe!, AnswerKey.Normalise(key.Right), Engine.First)
            : original.Answer(draft.Probe!, Engine.First) != key.Right;
    }
}
