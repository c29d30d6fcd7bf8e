namespace AgentMemory.Core.Play;

/// <summary>The fixed texts of a style, between which documents, views and replies stand.</summary>
internal sealed record StylePieces
{
    /// <summary>Begins a prompt.</summary>
    public string Opening { get; init; } = "";

    /// <summary>Between what is told beforehand (documents, notes, passages) and the first episode.</summary>
    public string AfterTold { get; init; } = "";

    /// <summary>What is told beforehand where there is nothing else.</summary>
    public string Told { get; init; } = "";

    /// <summary>Begins every episode.</summary>
    public string EpisodeStart { get; init; } = "";

    /// <summary>What is seen, to where the reply begins.</summary>
    public required Func<string, string> Turn { get; init; }

    /// <summary>A text of tasks or learners as it may stand in a prompt.</summary>
    public Func<string, string> Content { get; init; } = text => text;

    /// <summary>Turns are messages of a conversation: what the model is asked for besides replies has to be one too.</summary>
    public bool IsConversation { get; init; }

    /// <summary>Before the reply; the model writes it.</summary>
    public string BeforeReply { get; init; } = " ";

    /// <summary>Ends the reply; the model writes it.</summary>
    public string ReplyEnd { get; init; } = "\n";

    /// <summary>After a reply, before whatever comes next.</summary>
    public string AfterReply { get; init; } = "";

    /// <summary>Views are the bare thing that is asked about, where they have one.</summary>
    public bool ShowsThing { get; init; }

    /// <summary>Rulebooks are shown. Without them a language model that knows words from elsewhere reads histories better.</summary>
    public bool ShowsRulebook { get; init; }

    /// <summary>Episodes whose end told the right reply are shown as the first view with that reply, and no other end.</summary>
    public bool IsBrief { get; init; }

    /// <summary>The pieces of a style.</summary>
    /// <param name="style">Which.</param>
    /// <param name="book">Where the words come from.</param>
    /// <param name="chat">The model's turns, for <see cref="PromptStyle.Chat"/>.</param>
    public static StylePieces Of(PromptStyle style, PromptBook book, ChatTurns? chat) => style switch
    {
        PromptStyle.Game => new StylePieces
        {
            EpisodeStart = book.Text("play/episode") + "\n",
            Turn = view => book.Fill("play/turn", ("view", view)),
            ShowsRulebook = true,
        },
        PromptStyle.Plain => new StylePieces { Turn = view => book.Fill("styles/plain", ("view", view)), ShowsThing = true, IsBrief = true },
        PromptStyle.Qa => new StylePieces { Turn = view => book.Fill("styles/qa", ("view", view)), IsBrief = true },
        PromptStyle.Chat when chat is not null => new StylePieces
        {
            Opening = chat.Opening,
            Told = chat.TakesSystem ? book.Text("styles/system") + "\n" : "",
            AfterTold = chat.AfterSystem,
            Turn = view => chat.Content(view) + chat.AfterQuestion,
            Content = chat.Content,
            IsConversation = true,
            BeforeReply = chat.BeforeReply,
            ReplyEnd = chat.ReplyEnd,
            AfterReply = chat.AfterReply,
            IsBrief = true,
        },
        PromptStyle.Chat => throw new ArgumentException("style chat needs the turns of the model's template", nameof(chat)),
        _ => throw new ArgumentOutOfRangeException(nameof(style)),
    };
}
