package io.sparkseq2seq.parallel;

import io.sparkseq2seq.config.UserException;
import java.io.InputStream;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An XML file, read as a stream: names are those without their namespace's prefix. Nothing outside of the file is read,
 * and no entity but XML's own five stands for anything, so that a hostile file does no harm.
 */
final class XmlFile {
    /** No sentence has as many; a file without end tags might. */
    private static final int MOST_CHARACTERS = 1 << 24;

    private final XMLStreamReader xml;
    private final String path;
    private final String mend;

    /**
     * @param in is read on, in the encoding that the file itself declares
     * @param mend what to do where it is damaged
     */
    XmlFile(InputStream in, String path, String mend) {
        this.path = path;
        this.mend = mend;
        // Not the fastest that the class path has, but the one that is always there.
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        // The JDK counts each &lt; of a file, and would stop at 50 million characters.
        factory.setProperty("http://www.oracle.com/xml/jaxp/properties/totalEntitySizeLimit", "0");
        try {
            xml = factory.createXMLStreamReader(in);
        } catch (XMLStreamException e) {
            throw damaged(e);
        }
    }

    /** Moves to the next start or end of an element; false at the end of the file. */
    boolean next() {
        try {
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT || event == XMLStreamConstants.END_ELEMENT) {
                    return true;
                }
            }
            return false;
        } catch (XMLStreamException e) {
            throw damaged(e);
        }
    }

    /** Whether an element of that name begins here. */
    boolean begins(String name) {
        return xml.isStartElement() && xml.getLocalName().equals(name);
    }

    /** Whether an element of that name ends here. */
    boolean ends(String name) {
        return xml.isEndElement() && xml.getLocalName().equals(name);
    }

    /** The name of the element that begins or ends here. */
    String name() {
        return xml.getLocalName();
    }

    /** An attribute of the element that begins here, whatever its namespace; empty where it is missing. */
    String attribute(String name) {
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            if (xml.getAttributeLocalName(i).equals(name)) {
                return xml.getAttributeValue(i);
            }
        }
        return "";
    }

    /**
     * The text of the element that begins here, up to its end, with that of the elements in it.
     *
     * @param codes elements that are left out with all that is in them
     */
    String text(Set<String> codes) {
        var text = new StringBuilder();
        int depth = 1;
        int hidden = 0;
        try {
            while (depth > 0) {
                switch (xml.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        depth++;
                        if (hidden > 0 || codes.contains(xml.getLocalName())) {
                            hidden++;
                        } else if (xml.getLocalName().equals("cp")) {
                            // XLIFF 2's way to write a character that XML has not.
                            text.appendCodePoint(Integer.parseInt(attribute("hex"), 16));
                        }
                    }
                    case XMLStreamConstants.END_ELEMENT -> {
                        depth--;
                        hidden = Math.max(0, hidden - 1);
                    }
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                        if (hidden == 0) {
                            text.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
                            checkLength(text);
                        }
                    }
                    case XMLStreamConstants.ENTITY_REFERENCE -> throw new UserException(
                            "the entity &" + xml.getLocalName() + "; stands for nothing",
                            where(),
                            "Write the character itself.");
                    default -> {}
                }
            }
        } catch (XMLStreamException e) {
            throw damaged(e);
        } catch (IllegalArgumentException e) {
            throw new UserException("hex = " + attribute("hex") + " is no character", where(), mend);
        }
        return text.toString();
    }

    private void checkLength(StringBuilder text) {
        if (text.length() > MOST_CHARACTERS) {
            throw new UserException("a text has more than " + MOST_CHARACTERS + " characters", where(), mend);
        }
    }

    private String where() {
        return path + ":" + xml.getLocation().getLineNumber();
    }

    private UserException damaged(XMLStreamException e) {
        String message = String.valueOf(e.getMessage());
        // Behind the place, which its location tells too.
        int told = message.lastIndexOf("Message: ");
        String reason = (told < 0 ? message : message.substring(told + "Message: ".length())).strip();
        String place =
                e.getLocation() == null ? path : path + ":" + e.getLocation().getLineNumber();
        return new UserException("the XML cannot be read: " + reason.replaceFirst("\\.$", ""), place, mend);
    }
}
