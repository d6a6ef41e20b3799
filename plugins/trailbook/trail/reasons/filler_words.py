"""The words with which people say no more than that something changed, by language.

A text made of nothing else gives no reason: it names neither what was changed nor why. The lists hold base forms;
``trail.reasons.filler`` compares words without their common endings. A word that may carry a reason is in no list,
however often it is filler: *security*, *broken*, *unused*, *clarify*.

Sources: the bodies and titles of 38,000 commits in public repositories of policies, handbooks and proposals.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """What says nothing in one language. Each text is a list of words, or of phrases a line each.

    ``changing`` are the words for changing something, ``parts`` those for what any document has, ``slips`` those for
    mistakes of writing, ``reviewing`` those for the words of others to which a change gives in, ``little`` those that
    belittle, ``elsewhere`` those that put the reason off, and ``grammar`` what only joins words. ``talk`` are regular
    expressions for sentences that speak to the reader of a request, not of the change; ``stating`` is one for what says
    how things have become, which is a reason in whatever words.
    """

    name: str
    changing: str
    parts: str
    slips: str
    reviewing: str
    little: str
    elsewhere: str
    grammar: str
    talk: str = ""
    stating: str = ""


ENGLISH = Language(
    "English",
    changing="""
        fix fixup update upd edit change tweak correct correction improve improvement amend amendment adjust
        adjustment clean cleanup rebase reformat format reword rephrase polish revise revision modify
        modification modif touch create add delete wip squash merge commit push initial work progress make made
        did done do save apply applied
    """,
    parts="""
        file document doc documentation page text policy control record content version section paragraph
        sentence line word link url readme markdown img title heading header
    """,
    slips="""
        typo spelling misspelling grammar grammatical wording casing capitalization punctuation whitespace space
        indentation formatting editorial cosmetic nit lint linter linting linkcheck error mistake spell misspell
        misspelled
    """,
    reviewing="""
        review reviewer comment feedback suggestion suggest discussion discuss request ask address incorporate
        resolve conflict agree propose
    """,
    little="""
        some more minor small tiny little various misc miscellaneous further few mostly several quick another
        couple bit few other simple trivial again final last
    """,
    elsewhere="""
        see above below title subject issue ticket pull merge diff description reason none nothing todo tbd
        ditto same before self explanatory thanks thank thx ptal lgtm please pls cheers
    """,
    grammar="""
        a an the this that these those there it its and or but of in on at to for from by with as per via into
        about is are was were be been has have had i we my me our us you your they them he she his her all any
        also just now up out so too then here
    """,
    talk=r"""
        (many |big )?(thanks|thank you|thx|cheers|kudos)\b(?! to \w+[, ]+(who|for|we)\b)
        (i |we )?hope (this|that|it|you|these|everything|the|i)\b.*\b(good|fine|ok(ay)?|like|useful|sense)\b
        (i |we )?hope (this|that|it|you|these|everything|the|i)\b.*\b(helps?|well|right|correct|clear)\b
        please (let me know|review|merge|take a look|have a look|check|feel free|advise|squash)\b
        please ((approve|accept) (this|it|the)|ignore (this|it))\b
        (can|could|would) (you|someone|anyone) (please )?(double[- ])?(check|confirm|review|look|take a look)\b
        (can|could|would) (you|someone|anyone) (please )?(have a look|make sure|advise|approve|merge)\b
        (let me know|feel free|looking forward|sorry)\b
        (i(['’][dm]| would| am) )?(be )?happy to (change|discuss|help|update)\b
        (i(['’]d| would) )?appreciate (a|any|your|some|help|feedback)\b
        (any |all )*(feedback|comments|suggestions|thoughts)( (is|are))?( (very|much|always))* (welcome|appreciated)\b
        ((it|this|that)( is|['’]s) )?(entirely |totally )?(up to you|your call)\b
        ((it|this|that)( is|['’]s) )?(now )?ready for (another |a |your )?(final )?(look|review)\b
        ((it|this|that)( is|['’]s) )?open (for|to) (discussion|feedback|comments|suggestions)\b
        (what do you think|wdyt|no worries|oops|whoops)\b
        (any )?thoughts\W*$
        (please )?(do not|don['’]t) merge( (this|it|yet))*\W*($|[;.:–—-])
        (ptal|lgtm|looks good|nice work|good catch)\b
        (this is )?my (very )?first (pr|pull request|contribution)
        help(ing|s|ed)? \w+\W*$
        (it|this) says (what )?(it does )?on the (box|tin)
        what (it|this) says on the (box|tin)
    """,
    stating=r"""
        \b(has|have) (now |already |since |all )*(been \w+ed|changed|moved|gone)\b
        |\b(was|were) (now |already |since |all )*(removed|renamed|moved|deleted|replaced|retired|deprecated|merged)\b
    """,
)

GERMAN = Language(
    "German",
    changing="""
        änderung ändern geändert aktualisiert aktualisierung aktualisieren aktualisiere angepasst anpassung
        anpassen überarbeitet überarbeitung überarbeiten verbessert verbesserung verbessern bereinigt
        bereinigung aufgeräumt korrigiert korrektur korrigieren korrigiere behoben ergänzt ergänzung hinzugefügt
        erstellt gemacht nachgebessert änderungen aktualisierungen anpassungen verbesserungen korrekturen
        ergänzungen
    """,
    parts="""
        datei dateien dokument dokumente dokumentation seite seiten text texte abschnitt absatz satz wort link
        links
    """,
    slips="""
        fehler tippfehler rechtschreibung rechtschreibfehler grammatik formulierung formulierungen formatierung
        wortlaut schreibfehler zeichensetzung
    """,
    reviewing="""
        rückmeldung rückmeldungen anmerkung anmerkungen kommentar kommentare feedback besprochen abgesprochen
        vereinbart gewünscht eingearbeitet umgesetzt review vorschlag vorschläge absprache
    """,
    little="""
        kleine kleiner kleinere kleines kleinigkeit kleinigkeiten einige paar diverse verschiedene weitere
        mehrere
    """,
    elsewhere="siehe oben unten titel betreff keine nichts",
    grammar="""
        der die das den dem des ein eine einen einem einer und oder in im an am auf aus für von vom zu zum zur
        mit nach laut wie gemäß bei noch auch es ist wurde wurden
    """,
    talk=r"""
        (vielen |herzlichen )?dank(e)?\b
        bitte (um )?(review|prüfen|ansehen|anschauen)
    """,
)

FRENCH = Language(
    "French",
    changing="""
        modif modification modifier modifié màj maj mise jour mis mettre correction corrige corriger corrigé
        ajout ajoute ajouter changement changer changé amélioration améliore améliorer ajustement nettoyage
        reformulation reformule réécriture retouche fusion
    """,
    parts="""
        fichier document documentation page texte section paragraphe phrase ligne mot lien titre contenu
    """,
    slips="""
        faute frappe coquille forme orthographe orthographique erreur typo grammaire ponctuation formulation
        syntaxe accent
    """,
    reviewing="""
        retour commentaire remarque suggestion relecture feedback revue suite prise prendre compte intègre
        intégration demande discuté convenu
    """,
    little="petit petite quelque divers mineur mineure léger légère plusieurs autre encore rapide",
    elsewhere="voir cf titre dessus aucun rien",
    grammar="""
        le la les l d du de des un une à au aux et ou en sur pour par dans avec selon ce cet cette ces c est
        sont a été qu que qui ne pas y se
    """,
    talk=r"""
        merci\b
        merge automatique
    """,
)

SPANISH = Language(
    "Spanish",
    changing="""
        actualización actualizado actualizada actualizar actualiza actualizo cambio cambiado cambiar cambia
        corrección correcciones corregido corregida corregir corrige corrijo arreglo arreglado arreglar arregla
        ajuste ajustado ajustar mejora mejorado mejorar modificado modificación modificaciones modificar añade
        añadir añadido
    """,
    parts="""
        archivo documento documentación página texto sección párrafo frase línea palabra enlace título contenido
    """,
    slips="""
        errata error errores ortografía ortográfico ortográficos tipográfico tipográficos gramática puntuación
        formato redacción
    """,
    reviewing="""
        comentario comentarios revisión sugerencia sugerencias acordado hablado solicitado pedido según
    """,
    little="pequeño pequeña menor menores algún alguno alguna varios varias otro otra más",
    elsewhere="ver véase arriba ninguno ninguna nada",
    grammar="""
        el la los las lo un una unos unas de del al a y o en por para con según como se es son fue ha han que no
        su sus
    """,
    talk=r"""
        (muchas )?gracias\b
        por favor\b
    """,
)

LANGUAGES = (ENGLISH, GERMAN, FRENCH, SPANISH)
"""The languages that put spaces between words. A text says nothing if it says nothing in one of them."""

JAPANESE = """
    よろしくお願いします ありがとうございます お願いします ドキュメント 上記の通り 誤字脱字 ファイル プルリク
    レビュー コメント マイナー ください しました いたしました 指摘事項 微修正 ページ リンク タイトル タイポ
    テキスト フォーマット 軽微 誤字 脱字 誤記 修正 更新 変更 調整 対応 指摘 反映 文言 表記 表現 体裁 整形 改善
    文書 記述 文章 細かい 細かな 少し 一部 その他 箇所 ミス 参照 同上 なし など 直し 直す 直した 漏れ します
    する した です ます について による の を に へ と が は も で な い 等 点
"""
"""What says nothing in Japanese, which puts no spaces between words: what is left without these phrases counts."""

SPOTTING = """
    found find noticed spotted saw caught think believe while reading only seem probably should pretty sure one
    letter missing extra comma period character teh obvious silly annoying embarrassing
"""
"""What people say, in English, of how they came upon a slip of the pen."""

OF_ISSUES = """
    fix fixes fixed close closes closed resolve resolves resolved address addresses implement implements of for
    per to by in from on with and see ref refs issue issues bug comment comments pr prs pull request mr rfc kep
    via after before update updates part
"""
"""Words before a number at the end of an English title that make it the number of an issue, or of another request."""
